import type { Money } from '../../../domain/accounts/index.js';
import type { Units } from '../../../kernel/quota.js';
import { Day, formatBalance } from '../../../web/kit/format.js';
import { Table } from '../../../web/kit/lists.js';
import { Section, type PageContext } from '../../../web/kit/page.js';
import { highestOf, lowestOf, plotSeries, type DayBalance } from './balance-series.js';

export const RANGES = [7, 30, 90, 365] as const;
export type Range = (typeof RANGES)[number];
export const DEFAULT_RANGE: Range = 30;

const WIDTH = 720;
const HEIGHT = 160;

export interface BalanceChartProps {
  context: PageContext;
  /** Oldest first, one per day. */
  series: readonly DayBalance[];
  range: Range;
  money: Money;
}

const Ranges = ({ context, range }: Pick<BalanceChartProps, 'context' | 'range'>) => {
  const { chart } = context.messages;
  return (
    <nav class="ranges" aria-label={chart.ranges}>
      <ul>
        {RANGES.map((days) => (
          <li>
            <a href={`/account?days=${days}`} aria-current={days === range ? 'true' : undefined}>
              {chart.range(days)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
};

const DayTable = ({ context, series, amount }: BalanceChartProps & { amount: (units: Units) => string }) => {
  const { chart } = context.messages;
  return (
    <details>
      <summary>{chart.table}</summary>
      <Table columns={[{ title: chart.day }, { title: chart.closing, isNumber: true }]}>
        {series.toReversed().map(({ at, balance }) => (
          <tr>
            <td>
              <Day locale={context.locale} at={at} />
            </td>
            <td class="number">{amount(balance)}</td>
          </tr>
        ))}
      </Table>
    </details>
  );
};

/** The balance over the last days: a chart, its text alternative, and a table. */
export const BalanceChart = (props: BalanceChartProps) => {
  const { context, series, range } = props;
  const { chart } = context.messages;
  const amount = (units: Units): string => formatBalance(units, props.money);
  const [lowest, highest] = [lowestOf(series), highestOf(series)];
  const [first, last] = [series[0], series.at(-1)];
  const essence =
    lowest === highest
      ? chart.still(range, amount(highest))
      : `${chart.moved(range, amount(first?.balance ?? 0n), amount(last?.balance ?? 0n))} ${chart.extremes(amount(lowest), amount(highest))}`;
  const { line, area, zero } = plotSeries(series, WIDTH, HEIGHT);
  return (
    <Section id="balance-over-time" title={chart.title}>
      <Ranges context={context} range={range} />
      <svg
        class="chart"
        role="img"
        aria-label={essence}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        focusable="false"
      >
        <path class="chart-area" d={area} />
        {zero === null ? null : (
          <path class="chart-zero" d={`M0 ${zero}H${WIDTH}`} vector-effect="non-scaling-stroke" />
        )}
        <path class="chart-line" d={line} vector-effect="non-scaling-stroke" />
      </svg>
      <p class="hint chart-days" aria-hidden="true">
        {first === undefined ? null : <Day locale={context.locale} at={first.at} />}
        {last === undefined ? null : <Day locale={context.locale} at={last.at} />}
      </p>
      <p>{essence}</p>
      <DayTable {...props} amount={amount} />
    </Section>
  );
};
