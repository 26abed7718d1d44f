/** @file The tabs of the attention view, in their order. Another tab is another entry, and its panel. */

import type { ComponentChildren } from "preact";
import type { AttentionRun } from "../../src/protocol/attentionView.ts";
import type { Tab } from "../kit/tabs.ts";
import { AblationPanel } from "./panel/ablationPanel.ts";
import { ComparePanel } from "./panel/comparePanel.ts";
import { HeadsPanel } from "./panel/headsPanel.ts";
import { LinePanel } from "./panel/linePanel.ts";
import { MatrixPanel } from "./panel/matrixPanel.ts";
import type { PanelProps } from "./panel/panel.ts";
import { PatchPanel } from "./panel/patchPanel.ts";
import { StepPanel } from "./panel/stepPanel.ts";
import { TextPanel } from "./panel/textPanel.ts";

export interface AttentionTab extends Tab<string> {
  readonly panel: (props: PanelProps) => ComponentChildren;
  /** It has a meaning for an item of a language VAE too, which has no steps, and nothing of it is run again. */
  readonly ofItems?: boolean;
  /** It shows attention weights as colors: of several heads as one, by a scale, from a threshold on, through layers. */
  readonly colorsWeights?: boolean;
  readonly hidesFirst?: boolean;
  readonly comparesLines?: boolean;
  /** It shows the run that this one is compared with. */
  readonly comparesRuns?: boolean;
  /** ← and → walk over tokens. */
  readonly walksTokens?: boolean;
}

const tabs: readonly AttentionTab[] = [
  {
    name: "steps",
    text: "Steps",
    about: "Which lines and steps each step read",
    panel: StepPanel,
    colorsWeights: true,
    comparesLines: true,
  },
  {
    name: "matrix",
    text: "Matrix",
    about: "Every token by every token",
    panel: MatrixPanel,
    ofItems: true,
    colorsWeights: true,
    hidesFirst: true,
  },
  {
    name: "lines",
    text: "Lines",
    about: "From the tokens of a step to what was read to write them",
    panel: LinePanel,
    ofItems: true,
    colorsWeights: true,
    hidesFirst: true,
  },
  {
    name: "text",
    text: "Text",
    about: "One token's attention over the text",
    panel: TextPanel,
    ofItems: true,
    colorsWeights: true,
    hidesFirst: true,
    walksTokens: true,
  },
  { name: "heads", text: "Heads", about: "What each head does, in numbers", panel: HeadsPanel, ofItems: true },
  {
    name: "ablation",
    text: "Ablation",
    about: "What the step depends on: heads ablated, lines masked, the logit lens",
    panel: AblationPanel,
  },
  {
    name: "compare",
    text: "Compare",
    about: "Two runs side by side, and their difference",
    panel: ComparePanel,
    colorsWeights: true,
    comparesRuns: true,
  },
  {
    name: "patching",
    text: "Patching",
    about: "Which activations of this run, patched into a corrupted one, restore what it writes",
    panel: PatchPanel,
    comparesRuns: true,
  },
];

export function tabsOf({ latent }: AttentionRun): readonly AttentionTab[] {
  return latent === null ? tabs : tabs.filter(({ ofItems }) => ofItems);
}

/** The chosen tab; where it has no meaning the first that has. */
export function tabNow(run: AttentionRun, chosen: string): AttentionTab {
  const there = tabsOf(run);
  const found = there.find(({ name }) => name === chosen) ?? there[0];
  if (found === undefined) throw new Error("The attention view has no tabs.");
  return found;
}
