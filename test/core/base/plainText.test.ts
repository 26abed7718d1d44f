/** @file Text of models and files as it reaches people: no markup, no link, no request, no command, whatever characters it holds. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  escapeMarkdown,
  labelText,
  markdownBlock,
  markdownCode,
  messageText,
  terminalText,
  visibleLines,
  visibleText,
  xmlText,
} from "../../../src/core/base/plainText.ts";
import { readSources } from "../../sourceFiles.ts";

/** Every control, line separator, direction mark, zero width and other character that is not seen, and what ends Markdown's constructs. */
const controls = Array.from({ length: 0x20 }, (_, code) => code).concat(
  Array.from({ length: 0x21 }, (_, i) => 0x7f + i),
);
const others = [0x061c, 0x200b, 0x200c, 0x200d, 0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e];
const more = [
  0x2060, 0x2061, 0x2066, 0x2067, 0x2068, 0x2069, 0x00ad, 0x180e, 0x3164, 0xfeff, 0xfff9, 0xe0001, 0xd800, 0xdc00,
];
const unseen = [...controls, ...others, ...more].map((code) => String.fromCodePoint(code));
const marks = [..."!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"];
const request = "![x](https://evil.example/a.png)";
/** Ends of what a text is put into, and then a request. */
const attacks = [
  ...unseen,
  ...marks,
  "``",
  "\\|",
  "\\\\|",
  "\r\n\r\n",
  "\n\n",
  "```\n",
  "~~~\n",
  "    ",
  "\t",
  "<!--",
  "]]>",
  "$(zap)",
  "&#10;",
].flatMap((end) => [
  `a${end}${request}`,
  `${end}${request}`,
  `${end}${end}[x](command:workbench.action.quit)`,
  `${end}https://evil.example`,
  `${end}www.evil.example`,
  `${end}<img src=x onerror=alert(1)>`,
]);

test("one line stays one line, and nothing in it is unseen", () => {
  for (const text of attacks) {
    assert.doesNotMatch(visibleText(text), /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u, JSON.stringify(text));
    assert.doesNotMatch(
      visibleLines(text).replace(/[\n\t]/g, ""),
      /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u,
      JSON.stringify(text),
    );
  }
  assert.equal(new Set(unseen.map(visibleText)).size, unseen.length, "each has a sign of its own");
  assert.equal(visibleText("a\r\nb\tc\u202ed\0"), "a␍⏎b⇥c⟨U+202E⟩d␀");
  assert.equal(visibleText("Größe 加法 🎉"), "Größe 加法 🎉");
});

test("Markdown text holds no mark that is not escaped", () => {
  for (const text of attacks) {
    const left = escapeMarkdown(text).replace(/\\[!-/:-@[-`{-~]/g, "");
    assert.doesNotMatch(left, /[!-/:-@[-`{-~]/, JSON.stringify(text));
    assert.doesNotMatch(escapeMarkdown(text), /^ /);
  }
  assert.equal(escapeMarkdown("a.b"), "a\\.b");
});

test("inline code ends where it should, in a table as well", () => {
  for (const text of attacks) {
    const code = markdownCode(text);
    const fence = /^`+/.exec(code)?.[0] ?? "";
    const inside = code.slice(fence.length, -fence.length);
    assert.ok(code.endsWith(fence) && !inside.startsWith("`") && !inside.endsWith("`"), code);
    assert.ok(!inside.match(/`+/g)?.includes(fence), code);
    assert.doesNotMatch(code, /[|\n\r\u2028\u2029\u0085]/);
  }
  assert.equal(markdownCode("a|b\nc"), "`a│b⏎c`");
  assert.equal(markdownCode("``"), "``` `` ```");
  assert.equal(markdownCode(""), "`  `");
});

test("a block ends at its own fence only", () => {
  for (const text of attacks) {
    const lines = markdownBlock(`x\n${text}`).split("\n");
    const fence = lines[0] ?? "";
    assert.deepEqual(
      lines.flatMap((line, at) => (line.trim().startsWith(fence) ? [at] : [])),
      [0, lines.length - 1],
    );
  }
});

test("a notification has no link", () => {
  const link = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)/i; // as VS Code finds them
  for (const text of [...attacks, "[a](command:x)", "[a]\u200b(command:x)"])
    assert.doesNotMatch(messageText(text), link);
  assert.equal(labelText("$(zap) a"), "\\$(zap) a");
});

test("a terminal gets no command, but the colors of this program", () => {
  for (const text of attacks) assert.doesNotMatch(terminalText(text), /[^\P{Cc}\n\t]/u);
  assert.equal(terminalText("\x1b[31mred\x1b[39m \x1b]0;title\x07\x1b[2J"), "\x1b[31mred\x1b[39m ␛]0;title␇␛[2J");
});

test("an XML file holds what XML can hold", () => {
  for (const text of attacks) assert.doesNotMatch(xmlText(text), /[^\P{Cc}\t\n\r\x7f-\x9f]|\p{Cs}|[\ufffe\uffff]/u);
  assert.equal(xmlText("a\0b"), "a\ufffdb");
});

test("notifications, lists to choose from and Markdown are made in one place each", () => {
  const allowed = { MarkdownString: "src/extension/message/markdown.ts", Message: "src/extension/message/messages.ts" };
  for (const { path, text } of readSources((it) => /^(?:src|webview)\/.*\.ts$/.test(it))) {
    if (!path.endsWith(allowed.MarkdownString)) assert.doesNotMatch(text, /new vscode\.MarkdownString/, path);
    if (!path.endsWith(allowed.Message)) assert.doesNotMatch(text, /vscode\.window\.show\w+Message/, path);
    if (!path.endsWith("src/extension/message/choices.ts"))
      assert.doesNotMatch(text, /vscode\.window\.showQuickPick/, path);
    assert.doesNotMatch(text, /innerHTML|insertAdjacentHTML|document\.write\(/, path);
  }
});
