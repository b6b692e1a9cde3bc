import type { Remaining, RemainingAccess } from '../../domain/sign-in/index.js';
import { Day } from '../../web/kit/format.js';
import type { PageContext } from '../../web/kit/page.js';

interface LeavesProps {
  context: PageContext;
  leaves: RemainingAccess;
}

/** The field `remove`, and the value of each box. */
const valueOf = ({ kind, id }: Remaining): string => `${kind} ${id}`;

/** What the form says to remove, of what is there. */
export const chosenOf = ({ list }: RemainingAccess, values: readonly string[]): Remaining[] =>
  list.filter((each) => values.includes(valueOf(each)));

const Line = ({ context, each }: { context: PageContext; each: Remaining }) => {
  const { recovery } = context.messages;
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

/** Boxes for what the new password would not end, within the form that sets it; `chosen` is null before it is sent. */
export const LeavesChoices = ({ context, leaves, chosen }: LeavesProps & { chosen: readonly Remaining[] | null }) => {
  const { recovery } = context.messages;
  const isTicked = (each: Remaining): boolean => (chosen === null ? each.isRecent : chosen.includes(each));
  return (
    <>
      {leaves.list.length === 0 ? null : (
        <fieldset>
          <legend>{recovery.leavesTitle}</legend>
          <p class="hint">{recovery.leavesLead}</p>
          <ul class="scopes">
            {leaves.list.map((each) => (
              <li>
                <label class="choice">
                  <input type="checkbox" name="remove" value={valueOf(each)} checked={isTicked(each)} />
                  <Line context={context} each={each} />
                </label>
              </li>
            ))}
          </ul>
          {leaves.hasMore ? <p class="hint">{recovery.leavesMore}</p> : null}
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
          <p class="hint">{leaves.hasMore ? recovery.leavesMore : recovery.stillHint}</p>
        </>
      )}
      <StepStays context={context} at={leaves.secondStepSince} />
    </>
  );
};
