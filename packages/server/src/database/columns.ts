type Complete<T, C extends readonly unknown[]> = [Exclude<keyof T, C[number]>] extends [never] ? unknown : never;

/**
 * The columns of the table `T`, for queries that read whole rows; one that is missing does not compile. Never `*`: when a newer
 * version adds a column, PostgreSQL refuses what processes of this one have prepared with it.
 */
export const columnsOf =
  <T>() =>
  <const C extends readonly (keyof T & string)[]>(columns: C & Complete<T, C>): C =>
    columns;
