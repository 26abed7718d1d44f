/** @file Whether a text is an experiment's record, by its beginning: whatever the file is called, and without reading all of it. */

export function isExperimentRecord(text: string): boolean {
  return /"kind":\s*"experiment-record"/.test(text.slice(0, 1000));
}
