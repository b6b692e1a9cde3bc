import { Day, Since } from '../../../web/kit/format.js';
import { Section, type PageContext } from '../../../web/kit/page.js';

/** A connected identity. */
export interface ConnectedLine {
  id: number;
  /** The provider's label. */
  provider: string;
  /** The user's name there. */
  label: string;
  /** Milliseconds since the epoch, as below. */
  since: number;
  lastUsedAt: number | null;
}

export interface UpstreamSectionProps {
  context: PageContext;
  connected: readonly ConnectedLine[];
  /** Providers that can be connected. */
  others: readonly { name: string; label: string }[];
}

const Connected = ({ context, line }: { context: PageContext; line: ConnectedLine }) => {
  const { locale } = context;
  const { authorizations, upstream } = context.messages;
  return (
    <li class="entry">
      <div class="entry-text">
        <p class="entry-title">
          {line.provider} · <bdi>{line.label}</bdi>
        </p>
        <p class="hint">
          {upstream.since} <Day locale={locale} at={line.since} /> ·{' '}
          <Since
            locale={locale}
            label={authorizations.lastUsed}
            at={line.lastUsedAt}
            otherwise={context.messages.console.secrets.neverUsed}
          />
        </p>
      </div>
      <a class="button danger" href={`/account/security/upstream/remove/${line.id}`}>
        {upstream.remove}
        <span class="unseen"> {upstream.removeWhat(line.provider)}</span>
      </a>
    </li>
  );
};

/** The connected identities, and the providers that can be connected. */
export const UpstreamSection = ({ context, connected, others }: UpstreamSectionProps) => {
  const { upstream } = context.messages;
  if (connected.length === 0 && others.length === 0) return null;
  return (
    <Section id="upstream" title={upstream.section}>
      {connected.length === 0 ? (
        <p class="hint">{upstream.none}</p>
      ) : (
        <ul class="entries lines">
          {connected.map((line) => (
            <Connected context={context} line={line} />
          ))}
        </ul>
      )}
      {others.length === 0 ? null : (
        <p class="actions">
          {others.map(({ name, label }) => (
            <a class="button" href={`/account/security/upstream/connect/${name}`}>
              {upstream.connect(label)}
            </a>
          ))}
        </p>
      )}
    </Section>
  );
};
