/** @file Rows of comma-separated values (RFC 4180). */

/** A line without its end. Fields are quoted where they have to be; also those with a #, which some programs read as a comment. */
export function csvRow(fields: readonly string[]): string {
  return fields.map((field) => (/[",\n\r#]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)).join(",");
}
