/**
 * @file What a session debugs: from a launch configuration to a problem, a method and a writer. Every way in which a configuration can be
 * wrong has its message here. Knows no `vscode`: files, models and the engine come through a port.
 */
import * as v from "valibot";
import { UserError } from "../../core/base/errors.ts";
import { recordedWriter, type Writer } from "../../core/debug/writer.ts";
import { ProblemCollector, withTasks } from "../../core/document/collector.ts";
import { type ReadProblems, type RuleOrigin, readProblems } from "../../core/document/problems.ts";
import { type Method, type MethodName, methodNames } from "../../core/method/method.ts";
import { methodOf } from "../../core/method/methods.ts";
import { parseRun, type RunRecord } from "../../core/record/run.ts";
import type { Problem } from "../../core/task/problem.ts";

const text = v.pipe(v.string(), v.trim());
const launchArguments = v.object({
  /** The file that holds the problem: a path, or the address of an open document. */
  program: v.optional(text),
  /** Its line (1-based) or its call; the first problem when absent. */
  problem: v.optional(v.union([v.pipe(v.number(), v.integer(), v.minValue(1)), text])),
  model: v.optional(text),
  method: v.pipe(
    v.optional(v.picklist(["", ...methodNames])),
    v.transform((name) => name || undefined),
  ),
  /** A recorded run, by its id among the saved ones or by its file: it is replayed, with no model. */
  run: v.optional(text),
  stopOnEntry: v.optional(v.boolean(), true),
  noDebug: v.optional(v.boolean(), false),
});
export type LaunchArguments = v.InferOutput<typeof launchArguments>;

/** The rule's text as the editor knows it: a path or address, or only a name where no document holds it. */
export interface RuleSource {
  readonly name: string;
  readonly path?: string;
}

export interface Launch {
  readonly problem: Problem;
  readonly method: Method;
  readonly writer: Writer;
  readonly source: RuleSource;
  /** Who writes, in words: `addition-rfft`, `recorded run of addition-rfft`. */
  readonly who: string;
  /** The model's name, for records. */
  readonly model: string;
  /** What a person should know before the first step. */
  readonly notes: readonly string[];
}

/** A document, unsaved edits included. */
export interface LaunchFile {
  readonly text: string;
  /** As the editor names it. */
  readonly path: string;
  /** Whether it is Python: then the rule's lines are its own. */
  readonly python: boolean;
}

export interface LaunchPort {
  /** Undefined when there is no such document. */
  readFile(path: string): Promise<LaunchFile | undefined>;
  readProblems(file: LaunchFile): Promise<ReadProblems>;
  /** Where the editor shows the rule of a `.problems` file. */
  rulePath(file: LaunchFile, origin: RuleOrigin): Promise<string>;
  /** A saved run by its id; undefined when there is none. */
  loadRun(id: string): Promise<RunRecord | undefined>;
  /** The model that is to answer, and how it is asked. Throws a UserError where there is none. */
  writer(
    problem: Problem,
    wanted: Pick<LaunchArguments, "model" | "method" | "program"> & { readonly ownModel?: string | undefined },
  ): Promise<{ readonly writer: (prompt: string) => Writer; readonly name: string; readonly method: Method }>;
}

/** Throws a UserError that names the field. */
export function parseLaunch(value: unknown): LaunchArguments {
  const parsed = v.safeParse(launchArguments, value);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const field = issue.path?.map(({ key }) => String(key)).join(".") ?? "configuration";
  if (field === "method") {
    const remedy = `Methods: ${methodNames.join(", ")}.`;
    throw new UserError("debug-method", `There is no method ${JSON.stringify(issue.input)}.`, remedy);
  }
  throw new UserError(
    "debug-configuration",
    `The launch configuration's ${field} does not fit: ${issue.message}.`,
    "Correct it in launch.json.",
  );
}

/** Throws a UserError that says what is missing and what there is. */
export function openLaunch(wanted: LaunchArguments, port: LaunchPort): Promise<Launch> {
  return wanted.run === undefined || wanted.run === "" ? openModel(wanted, port) : openRun(wanted, wanted.run, port);
}

async function openModel(wanted: LaunchArguments, port: LaunchPort): Promise<Launch> {
  const { program } = wanted;
  if (!program) {
    const remedy = 'Open a rule, or set "program" in launch.json.';
    throw new UserError("debug-program", "The launch configuration names no program.", remedy);
  }
  const file = await port.readFile(program);
  if (file === undefined) throw noFile(program);
  const read = await port.readProblems(file);
  const problem = chooseProblem(read, wanted.problem, nameOf(file.path));
  const { defaults } = read;
  const ownMethod = methodNames.find((name) => name === defaults?.method);
  const method: MethodName | undefined = wanted.method ?? ownMethod;
  const found = await port.writer(problem, { ...wanted, ...(method ? { method } : {}), ownModel: defaults?.model });
  return {
    problem,
    method: found.method,
    writer: found.writer(found.method.prompt(problem)),
    source: await sourceOf(file, read, port),
    who: found.name,
    model: found.name,
    notes: [],
  };
}

async function openRun(wanted: LaunchArguments, path: string, port: LaunchPort): Promise<Launch> {
  const record = await readRun(path, port);
  const method = methodOf(record.method, record.dialect);
  const program = wanted.program ?? record.problem.document;
  const file = program === undefined ? undefined : await port.readFile(program);
  const { problem, shown } = await recordedProblem(record, file, port);
  if (problem === undefined) {
    const remedy = 'Set "program" to a file that holds the rule.';
    throw new UserError("debug-rule", `The recorded run ${path} does not hold its rule.`, remedy);
  }
  const changed = method.prompt(problem) !== record.prompt;
  return {
    problem,
    method,
    writer: recordedWriter(record),
    source: shown ?? { name: `${problem.functionName} (recorded)` },
    who: `recorded run of ${record.model}`,
    model: record.model,
    notes: changed
      ? ["The rule or the problem was changed since this run: its steps are judged by the rule of now."]
      : [],
  };
}

/** A saved run, else the only one of a file. */
async function readRun(name: string, port: LaunchPort): Promise<RunRecord> {
  const kept = await port.loadRun(name);
  if (kept !== undefined) return kept;
  const stored = await port.readFile(name);
  if (stored === undefined) {
    const remedy = "Debug a run from the Runs view, or correct the id or path in launch.json.";
    throw new UserError("debug-run", `There is no saved run and no file ${name}.`, remedy);
  }
  const lines = stored.text.trim().split("\n");
  if (lines.length < 2 || !lines.every((line) => /^\{.*\}\s*$/.test(line))) return parseRun(stored.text, name);
  const remedy = "Import the file in the Runs view, and debug one of its runs there.";
  throw new UserError("debug-runs", `The file ${name} holds ${lines.length} runs.`, remedy);
}

/** The problem on the rule as it was recorded, shown in the document where that still holds the same text. */
async function recordedProblem(
  record: RunRecord,
  file: LaunchFile | undefined,
  port: LaunchPort,
): Promise<{ readonly problem: Problem | undefined; readonly shown?: RuleSource }> {
  const now = file && (await port.readProblems(file));
  const source = record.rule?.source ?? now?.program?.source;
  if (source === undefined) return { problem: undefined };
  const { call, functionName } = record.problem;
  if (file !== undefined && now?.program?.source === source)
    return { problem: chooseProblem(now, call, functionName), shown: await sourceOf(file, now, port) };
  return { problem: chooseProblem(readProblems(source, "python"), call, functionName) };
}

/** The problem at a line, else the nearest; or the one of a call, which need not stand in the document. */
export function chooseProblem(read: ReadProblems, wanted: number | string | undefined, file: string): Problem {
  const { problems, program } = read;
  if (typeof wanted === "string" && wanted !== "" && !/^[0-9]+$/.test(wanted)) {
    const plain = (call: string): string => call.replaceAll(/\s/g, "");
    const found = problems.find(({ call }) => plain(call) === plain(wanted));
    if (found) return found;
    if (program === undefined) throw noProblem(read, file);
    const made = new ProblemCollector(program).problem(wanted, { line: 1, column: 0 });
    if (!("message" in made)) {
      const [known = made] = withTasks([made]);
      return { ...known, line: program.functions.get(made.functionName)?.line ?? 1 };
    }
    const known = problems.map(({ call }) => call).join(", ") || "none";
    throw new UserError(
      "debug-problem",
      `There is no problem ${wanted} in ${file}: ${made.message}`,
      `Problems: ${known}.`,
    );
  }
  const line = Number(wanted ?? 0);
  const [nearest] = problems.toSorted((a, b) => Math.abs(a.line - line) - Math.abs(b.line - line) || a.line - b.line);
  if (nearest === undefined) throw noProblem(read, file);
  return nearest;
}

function noFile(path: string): UserError {
  return new UserError("debug-file", `There is no file ${path}.`, "Correct the path in launch.json.");
}

function noProblem({ diagnostics: [first] }: ReadProblems, file: string): UserError {
  const reason = first && ` Line ${first.line}: ${first.message}`;
  return new UserError(
    "debug-no-problem",
    `There is no problem in ${file}.${reason ?? ""}`,
    "Write a line such as `>>> add([5, 9], [1, 3])` into the docstring of a rule.",
  );
}

/** The document that holds the rule: the problem's own, or the one that its `.problems` file names. */
async function sourceOf(file: LaunchFile, { origin }: ReadProblems, port: LaunchPort): Promise<RuleSource> {
  const path = origin === undefined ? file.path : await port.rulePath(file, origin);
  return { name: nameOf(path), path };
}

function nameOf(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}
