/** @file Tables as comma-separated values (RFC 4180), which open in a spreadsheet without being run there. */

/** Nothing known is an empty field. */
export type CsvField = string | number | null | undefined;

/** A whole file: what made the table, each as a comment, then its rows, the head first. Numbers have all the digits they have. */
export function csvText(rows: readonly (readonly CsvField[])[], comments: readonly string[] = []): string {
  return [...comments.map((comment) => `# ${comment.replaceAll("\n", " ")}\n`), ...rows.map(csvRow)].join("");
}

/** Fields are quoted where they have to be; also those with a #, which some programs read as a comment. */
function csvRow(fields: readonly CsvField[]): string {
  return `${fields.map((field) => quoted(asText(field))).join(",")}\n`;
}

/** A spreadsheet calculates what begins like this, and a formula may fetch an address. Numbers are none, nor is a sign that stands alone. */
function asText(field: CsvField): string {
  if (field === null || field === undefined || Number.isNaN(field)) return "";
  const text = String(field);
  return /^[=+\-@\t\r\n]./su.test(text) && !isNumber(text) ? `'${text}` : text;
}

function isNumber(text: string): boolean {
  return !Number.isNaN(Number(text)) || /^[+-]?(inf|infinity|nan)$/i.test(text);
}

function quoted(text: string): string {
  return /[",\n\r#]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
