import { CheckIcon } from './icons.js';
import type { PageContext } from './page.js';

/** A resource as shown to users. Name and descriptions come from its developer: untrusted, always escaped. */
export interface ShownResource {
  name: string;
  /** Distinguishes resources of the same name. */
  host: string;
  scopes: readonly { name: string; description: string }[];
}

/** The other resources an app asks for, with their scopes as their owners describe them. */
export const ResourceList = ({ context, resources }: { context: PageContext; resources: readonly ShownResource[] }) => {
  const { access } = context.messages;
  if (resources.length === 0) return null;
  return (
    <section class="resources" aria-label={access.resources}>
      {resources.map((resource) => (
        <>
          <h2 class="small-title">
            {access.atResource} <bdi>{resource.name}</bdi> <span class="origin">{resource.host}</span>
          </h2>
          <ul class="scopes">
            {resource.scopes.length === 0 ? (
              <li>
                <CheckIcon />
                <span class="scope-text">{access.recognised}</span>
              </li>
            ) : null}
            {resource.scopes.map((scope) => (
              <li>
                <CheckIcon />
                <span class="scope-text">
                  <span class="scope-name">
                    <bdi>{scope.description}</bdi> <code class="scope-id">{scope.name}</code>
                  </span>
                </span>
              </li>
            ))}
          </ul>
        </>
      ))}
      <p class="hint">{access.resourceWords}</p>
    </section>
  );
};
