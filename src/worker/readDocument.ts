/** @file A document's text read into what the editor shows of it: problems with their tasks, and diagnostics. */

import { type ReadProblems, readProblems } from "../core/document/problems.ts";
import { repr } from "../core/rule/value.ts";
import type { CheckedParams, Event, Result } from "../protocol/request.ts";
import type { DocumentText, RuleContract } from "../protocol/ruleContract.ts";
import { finite } from "../protocol/wire.ts";

export function readDocument(
  { text, kind, files }: CheckedParams<RuleContract, "readDocument">,
  emit: (event: Event<RuleContract, "readDocument">) => void,
): Result<RuleContract, "readDocument"> {
  const known = new Map(files.map((file) => [file.path, file.text]));
  const missing = new Set<string>();
  const read = readProblems(text, kind, {
    load(path) {
      if (!known.has(path)) missing.add(path);
      return known.get(path) ?? undefined;
    },
    onParsed: (parsed) => emit({ kind: "parsed", document: documentText(parsed) }),
    onTry: (name, line) => emit({ kind: "at", name, line: finite(line) }),
  });
  return { document: documentText(read), missing: [...missing] };
}

function documentText(read: ReadProblems): DocumentText {
  const { problems, inferences, program, origin, diagnostics, defaults } = read;
  return {
    problems: problems.map(({ id, line, call, functionName, task, expected }) => ({
      id,
      line: finite(line),
      call,
      functionName,
      ...(task === undefined ? {} : { task }),
      ...(expected === undefined ? {} : { expected: repr(expected) }),
    })),
    ...(inferences && {
      inferences: inferences.map(({ expected, line, ...rest }) => ({
        ...rest,
        line: finite(line),
        expected: expected ?? null,
      })),
    }),
    ...(program && {
      program: {
        source: program.source,
        functions: [...program.functions.values()].map(({ name, parameters, line, endLine }) => ({
          name,
          parameters,
          line: finite(line),
          endLine: finite(endLine),
        })),
      },
    }),
    ...(origin && { origin }),
    diagnostics: diagnostics.map(({ message, line, column, endLine, endColumn, about }) => ({
      message,
      line: finite(line),
      column: finite(column),
      endLine: finite(endLine),
      endColumn: finite(endColumn),
      ...(about === undefined ? {} : { about }),
    })),
    ...(defaults && { defaults }),
  };
}
