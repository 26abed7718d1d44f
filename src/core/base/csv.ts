/** @file Rows of comma-separated values (RFC 4180), which open in a spreadsheet without being run there. */

/** A line without its end. Fields are quoted where they have to be; also those with a #, which some programs read as a comment. */
export function csvRow(fields: readonly string[]): string {
  return fields.map((field) => quoted(asText(field))).join(",");
}

/** A spreadsheet calculates what begins like this, and a formula may fetch an address. Numbers are none, nor is a sign that stands alone. */
function asText(field: string): string {
  return /^[=+\-@\t\r\n]./su.test(field) && !isNumber(field) ? `'${field}` : field;
}

function isNumber(field: string): boolean {
  return !Number.isNaN(Number(field)) || /^[+-]?(inf|infinity|nan)$/i.test(field);
}

function quoted(field: string): string {
  return /[",\n\r#]|^\s|\s$/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
