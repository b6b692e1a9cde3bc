import type { Remaining, RemainingAccess, RemovalAnswers } from '../../domain/sign-in/index.js';
import { Day } from '../../web/kit/format.js';
import { Hidden } from '../../web/kit/form.js';
import type { PageContext } from '../../web/kit/page.js';

interface LeavesProps {
  context: PageContext;
  leaves: RemainingAccess;
}

const Line = ({ context, each }: { context: PageContext; each: Remaining }) => {
  const { recovery } = context.messages;
  if (each.kind === 'otherApps') {
    return <span>{each.isRecent ? recovery.otherRecentApps(each.count) : recovery.otherEarlierApps(each.count)}</span>;
  }
  if ('count' in each) {
    return (
      <span>
        {recovery.otherRedirectUris(each.count)} <bdi class="whole">{each.name}</bdi>
      </span>
    );
  }
  return (
    <span>
      {recovery.kinds[each.kind]} <bdi class="whole">{each.name}</bdi>
      <span class="hint">
        {' '}
        {recovery.since} <Day locale={context.locale} at={each.at} />
      </span>
    </span>
  );
};

/** Truly what no link changes. */
const StepStays = ({ context, at }: { context: PageContext; at: number | null }) => {
  const { recovery, steps } = context.messages;
  if (at === null) return null;
  return (
    <>
      <p>{recovery.stepStays}</p>
      <p class="hint">
        {steps.twoStep} {recovery.since} <Day locale={context.locale} at={at} />
      </p>
    </>
  );
};

/** Boxes for what the new password would not end, within the form that sets it. */
export const LeavesChoices = ({ context, leaves, answers }: LeavesProps & { answers: RemovalAnswers }) => {
  const { recovery } = context.messages;
  // What was added since the form was sent is ticked like what was there before.
  const isTicked = ({ key, isRecent }: Remaining): boolean =>
    answers.shown.includes(key) ? answers.ticked.includes(key) : isRecent;
  return (
    <>
      {leaves.list.length === 0 ? null : (
        <fieldset>
          <legend>{recovery.leavesTitle}</legend>
          <p class="hint">{recovery.leavesLead}</p>
          <ul class="scopes">
            {leaves.list.map((each) => (
              <li>
                <Hidden name="shown" value={each.key} />
                <label class="choice">
                  <input type="checkbox" name="remove" value={each.key} checked={isTicked(each)} />
                  <Line context={context} each={each} />
                </label>
              </li>
            ))}
          </ul>
        </fieldset>
      )}
      <StepStays context={context} at={leaves.secondStepSince} />
    </>
  );
};

/** What goes on after the reset. */
export const LeavesStill = ({ context, leaves }: LeavesProps) => {
  const { recovery } = context.messages;
  return (
    <>
      {leaves.list.length === 0 ? null : (
        <>
          <h2 class="small-title">{recovery.stillTitle}</h2>
          <ul class="scopes">
            {leaves.list.map((each) => (
              <li>
                <Line context={context} each={each} />
              </li>
            ))}
          </ul>
          <p class="hint">{recovery.stillHint}</p>
        </>
      )}
      <StepStays context={context} at={leaves.secondStepSince} />
    </>
  );
};
