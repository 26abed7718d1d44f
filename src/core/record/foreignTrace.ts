/**
 * @file The shapes in which other programs write prompts and responses: OpenAI's batch output and chat messages, prompt and completion,
 * Inspect's logs, samples of lm-evaluation-harness, FastChat's answers and conversations, and this project's own exports. Each becomes
 * plain texts; what they say about a rule is `foreignRun.ts`'s matter.
 */

import { UserError } from "../base/errors.ts";
import type { ResponseEnd } from "../method/method.ts";

export interface ForeignTrace {
  /** The prompts, in the order in which a problem is looked for: the likeliest text first. */
  readonly prompts: readonly string[];
  readonly response: string;
  readonly how: ResponseEnd;
  /** The problem, where a field says it: a call, or the problem as its task writes it. */
  readonly call?: string;
  /** What a file of prompts may name it by. */
  readonly id?: string;
  readonly method?: unknown;
  readonly dialect?: unknown;
  readonly model?: string;
}

type Json = Readonly<Record<string, unknown>>;

/** Lists of traces in one document: an Inspect log, `check --json`, `run --json`, `runs list --json`. */
const containers = ["samples", "traces", "problems", "runs", "results", "data"] as const;

/** The objects that each hold a trace (or several samples of one): the value itself, its items, or the samples of a log. */
export function traceObjects(value: unknown, depth = 0): readonly unknown[] {
  if (depth > 6) return [value];
  if (Array.isArray(value)) return value.flatMap((each) => traceObjects(each, depth + 1));
  if (!isObject(value)) return [value];
  if (responsesOf(value).length > 0) return [value];
  const key = containers.find((name) => Array.isArray(value[name]));
  if (key === undefined) return [value];
  const model = text(value.model) ?? (isObject(value.eval) ? text(value.eval.model) : undefined);
  const items = traceObjects(value[key], depth + 1);
  return items.map((item) =>
    isObject(item) && model !== undefined && item.model === undefined ? { ...item, model } : item,
  );
}

/** `field` names the response, with dots for what is inside: `output.text`. Throws a UserError where there is no response. */
export function readForeign(value: unknown, field?: string): readonly ForeignTrace[] {
  if (!isObject(value)) throw noTrace("it is no JSON object");
  const responses: readonly Said[] =
    field === undefined ? responsesOf(value) : texts(fieldOf(value, field)).map((each) => ({ text: each }));
  if (responses.length === 0) {
    const failed = failureOf(value);
    if (failed !== undefined) throw noTrace(`the request failed (${failed})`);
    const has = Object.keys(value).slice(0, 8).join(", ") || "none";
    const what = field === undefined ? "no field with a response" : `no text in its field ${field}`;
    throw noTrace(`it has ${what} (fields: ${has})`, "Name the response's field with --field.");
  }
  const prompts = promptsOf(value);
  const call = callOf(value);
  const id = [value.custom_id, value.question_id, value.id, value.doc_id].find(
    (each) => each !== undefined && each !== null,
  );
  const model = text(value.model) ?? text(value.model_id) ?? text(value.model_name);
  return responses.map(({ text: response, cut }) => ({
    prompts,
    response: withoutEcho(response, prompts),
    how: (cut ?? isCut(value)) ? "cut" : "ended",
    ...(call === undefined ? {} : { call }),
    ...(id === undefined ? {} : { id: String(id) }),
    ...(value.method === undefined ? {} : { method: value.method }),
    ...(value.dialect === undefined ? {} : { dialect: value.dialect }),
    ...(model === undefined ? {} : { model }),
  }));
}

/** What an object asks, for files that hold prompts apart from responses: their ids and texts. */
export function readPrompt(
  value: unknown,
): { readonly id: string; readonly trace: Pick<ForeignTrace, "prompts" | "call"> } | undefined {
  if (!isObject(value)) return undefined;
  const id = [value.custom_id, value.question_id, value.id, value.doc_id].find(
    (each) => each !== undefined && each !== null,
  );
  const call = callOf(value);
  const prompts = promptsOf(value);
  if (id === undefined || (prompts.length === 0 && call === undefined)) return undefined;
  return { id: String(id), trace: { prompts, ...(call === undefined ? {} : { call }) } };
}

interface Said {
  readonly text: string;
  readonly cut?: boolean;
}

/** Fields that hold a response as text, or as a list of sampled ones; earlier names win. */
const responseFields = [
  "response",
  "completion",
  "generated_text",
  "filtered_resps",
  "resps",
  "output_text",
  "generation",
  "generations",
  "completions",
  "responses",
  "prediction",
  "model_output",
  "output",
] as const;

function responsesOf(value: Json): readonly Said[] {
  for (const name of responseFields) {
    const found = said(value[name], 1);
    if (found.length > 0) return found;
  }
  const chosen = said(value);
  if (chosen.length > 0) return chosen;
  const { messages, conversations } = value;
  for (const turns of [messages, conversations]) {
    if (!Array.isArray(turns)) continue;
    const last = turns.filter(isObject).findLast((turn) => answers.has(roleOf(turn)));
    const content = last === undefined ? undefined : turnText(last);
    if (content !== undefined) return [{ text: content }];
  }
  return [];
}

/** What a value says as a response: a text, a list of them, or a reply of a chat API, in whatever it is wrapped. */
function said(value: unknown, depth = 0): readonly Said[] {
  if (typeof value === "string") return [{ text: value }];
  if (depth > 6) return [];
  if (Array.isArray(value)) return value.flatMap((each) => said(each, depth + 1));
  if (!isObject(value)) return [];
  const { body, choices, turns, message, output, text: own, content, completion } = value;
  const cut = isCut(value);
  const marked = (found: readonly Said[]): readonly Said[] =>
    cut ? found.map((each) => ({ ...each, cut: true })) : found;
  if (isObject(body)) return said(body, depth + 1);
  if (Array.isArray(choices)) return choices.flatMap((each) => said(each, depth + 1));
  if (isObject(message)) return marked(said(turnText(message), depth + 1));
  // FastChat: the last turn is the one that was asked for.
  if (Array.isArray(turns) && depth > 0) return said(turns.at(-1), depth + 1);
  if (depth > 0 && typeof own === "string") return marked([{ text: own }]);
  if (depth > 0 && typeof completion === "string") return marked([{ text: completion }]);
  if (depth > 0 && typeof value.generated_text === "string") return marked([{ text: value.generated_text }]);
  // OpenAI's Responses API: messages among other items.
  if (Array.isArray(output)) {
    const text = output
      .filter(isObject)
      .filter(({ type }) => type === "message")
      .map(turnText)
      .join("");
    return text === "" ? [] : marked([{ text }]);
  }
  const content2 = depth > 0 && content !== undefined ? turnText(value) : undefined;
  return content2 === undefined ? [] : marked([{ text: content2 }]);
}

const askers = new Set(["user", "human", "prompter"]);
const answers = new Set(["assistant", "gpt", "model", "bot", "ai"]);

function roleOf(turn: Json): string {
  return (text(turn.role) ?? text(turn.from) ?? "").toLowerCase();
}

/** The text of one turn; of content in parts, the parts that are text. */
function turnText(turn: Json): string | undefined {
  const content = turn.content ?? turn.value ?? turn.text;
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return undefined;
  return content
    .filter(isObject)
    .filter(({ type }) => type === "text" || type === "output_text" || type === undefined)
    .map((part) => text(part.text) ?? "")
    .join("");
}

const promptFields = ["prompt", "input", "question", "query", "instruction", "problem_text"] as const;

function promptsOf(value: Json): readonly string[] {
  const found: (string | undefined)[] = [];
  for (const name of promptFields) found.push(...askedIn(value[name]));
  for (const turns of [value.messages, value.conversations]) found.push(...askedIn(turns));
  if (isObject(value.body)) found.push(...promptsOf(value.body));
  found.push(...texts(value.arguments));
  if (!Array.isArray(value.choices)) found.push(...texts(value.turns));
  found.push(...texts(value.doc));
  return [...new Set(found.filter((each) => each !== undefined && each !== ""))].map(String);
}

/** The prompt of a text or of a conversation: its last question before the answer, then all of it. */
function askedIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (!Array.isArray(value)) return isObject(value) ? texts(value) : [];
  const turns = value.filter(isObject);
  const answered = turns.findLastIndex((turn) => answers.has(roleOf(turn)));
  const prompts = turns.slice(0, answered < 0 ? undefined : answered).filter((turn) => askers.has(roleOf(turn)));
  const last = prompts.at(-1);
  const own = last === undefined ? undefined : turnText(last);
  return own === undefined ? [] : [own];
}

/** `"add([4, 7], [5, 8])"`, `["add", [4, 7], [5, 8]]`, `{"function": "add", "args": [[4, 7], [5, 8]]}`, or a run's own problem. */
function callOf({ call, problem }: Json): string | undefined {
  for (const value of [call, problem]) {
    if (typeof value === "string") return value;
    if (Array.isArray(value) && typeof value[0] === "string") return callText(value[0], value.slice(1));
    if (!isObject(value)) continue;
    const inner = text(value.call);
    if (inner !== undefined) return inner;
    const name = text(value.function) ?? text(value.name);
    const args = value.args ?? value.arguments;
    if (name !== undefined && Array.isArray(args)) return callText(name, args);
  }
  return undefined;
}

function callText(name: string, args: readonly unknown[]): string {
  return `${name}(${args.map(python).join(", ")})`;
}

/** A JSON value as Python writes it. */
function python(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(python).join(", ")}]`;
  if (isObject(value))
    return `{${Object.entries(value)
      .map(([key, item]) => `${python(key)}: ${python(item)}`)
      .join(", ")}}`;
  if (value === null || value === undefined) return "None";
  return typeof value === "boolean" ? (value ? "True" : "False") : JSON.stringify(value);
}

/** A response that begins with its prompt, as text generation pipelines write it. */
function withoutEcho(response: string, prompts: readonly string[]): string {
  const begun = response.trimStart();
  const prompt = prompts.find((each) => each.trim().length > 2 && begun.startsWith(each.trim()));
  return prompt === undefined ? response : begun.slice(prompt.trim().length);
}

function isCut(value: Json): boolean {
  return [value.finish_reason, value.stop_reason, value.stop].some(
    (reason) => reason === "length" || reason === "max_tokens" || reason === "context",
  );
}

function failureOf({ error, response }: Json): string | undefined {
  const found = error ?? (isObject(response) && isObject(response.body) ? response.body.error : undefined);
  if (typeof found === "string") return found;
  return isObject(found) ? (text(found.message) ?? text(found.code)) : undefined;
}

/** All texts in a value, from the outside in; options such as `until` are no prompts, but no problem is found in them either. */
function texts(value: unknown, depth = 0): readonly string[] {
  if (typeof value === "string") return [value];
  if (depth > 6 || typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap((each) => texts(each, depth + 1));
}

function fieldOf(value: unknown, path: string): unknown {
  if (isObject(value) && Object.hasOwn(value, path)) return value[path];
  return path.split(".").reduce<unknown>((found, name) => {
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, name)) return undefined;
    return Object.entries(found).find(([key]) => key === name)?.[1];
  }, value);
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function noTrace(why: string, remedy = ""): UserError {
  return new UserError("trace-unusable", `This is no trace that can be checked: ${why}.`, remedy);
}
