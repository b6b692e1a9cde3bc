import type { Child } from 'hono/jsx';
import { ArrowIcon } from './icons.js';

/** Pairs of name and value, one below the other. */
export const Facts = ({ facts }: { facts: readonly (readonly [name: string, value: Child])[] }) => (
  <dl class="facts">
    {facts.map(([name, value]) => (
      <div>
        <dt>{name}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
);

/** A plain list of sentences or names. */
export const Bullets = ({ items }: { items: readonly Child[] }) => (
  <ul class="plain">
    {items.map((item) => (
      <li>{item}</li>
    ))}
  </ul>
);

interface TableProps {
  columns: readonly { title: string; isNumber?: boolean }[];
  /** One `tr` per row. */
  children: Child;
}

/** Columns share the width evenly. */
export const Table = ({ columns, children }: TableProps) => (
  <table>
    <thead>
      <tr>
        {columns.map(({ title, isNumber = false }) => (
          <th scope="col" class={isNumber ? 'number' : undefined}>
            {title}
          </th>
        ))}
      </tr>
    </thead>
    <tbody>{children}</tbody>
  </table>
);

interface LinkTile {
  href: string;
  title: string;
  detail: string;
}

/** Links to other pages, each with a description. */
export const LinkTiles = ({ links }: { links: readonly LinkTile[] }) => (
  <ul class="tiles">
    {links.map(({ href, title, detail }) => (
      <li>
        <a class="card link-card" href={href}>
          <span>
            <span class="link-title">{title}</span>
            <span class="hint">{detail}</span>
          </span>
          <ArrowIcon />
        </a>
      </li>
    ))}
  </ul>
);
