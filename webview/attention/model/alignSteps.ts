/** @file Which steps of two runs stand in one column: the same visit of the same line; others by themselves, in order. No DOM. */

export interface SteppedRun {
  readonly steps: readonly { readonly line: number | null }[];
}

export interface AlignedStep {
  readonly own: number | undefined;
  readonly other: number | undefined;
}

export function alignSteps(own: SteppedRun, other: SteppedRun): readonly AlignedStep[] {
  const keysOf = ({ steps }: SteppedRun): readonly string[] => {
    const visits = new Map<number | null, number>();
    return steps.map(({ line }) => {
      const visit = (visits.get(line) ?? 0) + 1;
      visits.set(line, visit);
      return `${line} ${visit}`;
    });
  };
  const theirs = keysOf(other);
  const places = new Map(theirs.map((key, i) => [key, i]));
  const columns: AlignedStep[] = [];
  let next = 0;
  for (const [i, key] of keysOf(own).entries()) {
    const place = places.get(key);
    // What the other run did before comes before; what it did long ago stays where it is.
    if (place !== undefined && place >= next) {
      for (; next < place; next++) columns.push({ own: undefined, other: next });
      columns.push({ own: i, other: place });
      next = place + 1;
    } else columns.push({ own: i, other: undefined });
  }
  for (; next < theirs.length; next++) columns.push({ own: undefined, other: next });
  return columns;
}
