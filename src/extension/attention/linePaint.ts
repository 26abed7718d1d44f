/**
 * @file Paints the rule's lines in the editor by the attention weight that a step gives them: a bar and a percentage before each line, and the
 * line's background the deeper the more was read.
 */

import * as vscode from "vscode";
import { type Disposable, DisposableList } from "../../core/base/disposable.ts";
import { escapeMarkdown } from "../../core/base/plainText.ts";
import { type ColorId, colors } from "../contributions.ts";
import { markdown } from "../message/markdown.ts";
import { type LineWeights, levelOf, partOfRule, weightBar, weightSentence, weightWords } from "./lineWeights.ts";

/** Weights of one step of the trace that a document shows. Lines are those of the document as it stands. */
export interface Painted {
  readonly uri: string;
  readonly step: number;
  readonly weights: LineWeights;
  readonly problemLine: number;
  readonly now: (line: number) => number;
}

interface Types {
  readonly levels: readonly vscode.TextEditorDecorationType[];
  readonly before: vscode.TextEditorDecorationType;
}

const backgrounds: readonly ColorId[] = [
  colors.attention1,
  colors.attention2,
  colors.attention3,
  colors.attention4,
  colors.attention5,
];

export class LinePaint implements Disposable {
  readonly #list = new DisposableList();
  #types: Types | undefined;
  #painted: Painted | undefined;

  constructor() {
    this.#list.add(vscode.window.onDidChangeVisibleTextEditors(() => this.#draw()));
  }

  /** Replaces what is painted; undefined takes it away. */
  show(painted: Painted | undefined): void {
    if (painted === undefined && this.#painted === undefined) return;
    this.#painted = painted;
    this.#draw();
  }

  dispose(): void {
    this.#list.dispose();
  }

  #draw(): void {
    this.#types ??= this.#make();
    const { levels, before } = this.#types;
    for (const editor of vscode.window.visibleTextEditors) {
      const painted = editor.document.uri.toString() === this.#painted?.uri ? this.#painted : undefined;
      const rows = painted === undefined ? [] : rowsOf(painted, editor.document.lineCount);
      for (const [index, type] of levels.entries())
        editor.setDecorations(
          type,
          rows.filter(({ part }) => levelOf(part) === index + 1).map(({ line }) => wholeLine(line)),
        );
      const hover = painted === undefined ? undefined : markdown(words(painted));
      editor.setDecorations(
        before,
        rows.map(({ line, weight, part }) => ({
          range: new vscode.Range(line - 1, 0, line - 1, 0),
          ...(hover === undefined ? {} : { hoverMessage: hover }),
          renderOptions: {
            before: {
              contentText: `${weightBar(part)} ${weightWords(weight).padStart(6)}  `.replaceAll(" ", "\u00a0"),
              color: new vscode.ThemeColor(levelOf(part) > 0 ? colors.attentionForeground : colors.neutral),
            },
          },
        })),
      );
    }
  }

  #make(): Types {
    const make = (options: vscode.DecorationRenderOptions): vscode.TextEditorDecorationType =>
      this.#list.add(vscode.window.createTextEditorDecorationType(options));
    return {
      levels: backgrounds.map((id) =>
        make({
          isWholeLine: true,
          backgroundColor: new vscode.ThemeColor(id),
          overviewRulerColor: new vscode.ThemeColor(id),
          overviewRulerLane: vscode.OverviewRulerLane.Left,
        }),
      ),
      before: make({ rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed }),
    };
  }
}

interface PaintedRow {
  readonly line: number;
  readonly weight: number;
  readonly part: number;
}

/** Every line from the first of the rule to its last has a row, comments too, so that the code stays in one column. */
function rowsOf({ weights, problemLine, now }: Painted, lineCount: number): readonly PaintedRow[] {
  const known = new Map(weights.lines.map(({ line, weight }) => [now(line), weight]));
  known.set(problemLine, weights.problem);
  const [first, last] = [Math.max(1, Math.min(...known.keys())), Math.min(lineCount, Math.max(...known.keys()))];
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => {
    const weight = known.get(first + i) ?? 0;
    return { line: first + i, weight, part: partOfRule(weight, weights) };
  });
}

function wholeLine(line: number): vscode.Range {
  return new vscode.Range(line - 1, 0, line - 1, 0);
}

function words({ step, weights }: Painted): string {
  return escapeMarkdown(weightSentence(step, weights));
}
