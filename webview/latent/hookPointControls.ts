/** @file Which place of which model a map looks at: component, layer, head. The layer is a slider, so that one can run through the layers. */

import type { VNode } from "preact";
import type { ShownModel } from "../../src/protocol/latentView.ts";
import { Dropdown, Slider } from "../kit/controls.ts";
import { h } from "../kit/h.ts";
import {
  type ChosenHookPoint,
  type Component,
  componentNames,
  componentsOf,
  firstHookPoint,
  hasHeads,
  hookPointFor,
  layersOf,
} from "./model/hookPoints.ts";

interface HookPointControlsProps {
  readonly label: string;
  readonly models: readonly ShownModel[];
  readonly model: ShownModel;
  readonly hookPoint: ChosenHookPoint;
  readonly look: (hookPoint: ChosenHookPoint, model: string) => void;
}

export function HookPointControls({ label, models, model, hookPoint, look }: HookPointControlsProps): VNode {
  const { component, layer, head } = hookPoint;
  const change = (part: Partial<ChosenHookPoint>): void =>
    look(hookPointFor({ ...hookPoint, ...part }, model), model.dir);
  const choose = (dir: string): void => {
    const other = models.find((each) => each.dir === dir);
    if (other !== undefined)
      look(other.kind === model.kind ? hookPointFor(hookPoint, other) : firstHookPoint(other), dir);
  };
  const layers = layersOf(component, model);
  const heads = Array.from({ length: model.heads }, (_, each) => ({ value: String(each), text: `head ${each + 1}` }));
  const all = component === "attention.queryKey" ? [] : [{ value: "all", text: "all heads" }];
  return h("div", { class: "hook-point" }, [
    models.length > 1 &&
      h(Dropdown<string>, {
        label: `Model, ${label}`,
        choices: models.map(({ dir, name }) => ({ value: dir, text: name })),
        value: model.dir,
        change: choose,
      }),
    h(Dropdown<Component>, {
      class: "component",
      label: `Component, ${label}`,
      choices: componentsOf(model).map((value) => ({ value, text: componentNames[value] })),
      value: component,
      change: (chosen) => change({ component: chosen }),
    }),
    h("label", { class: "layer", hidden: layers < 2 }, [
      h("span", { class: "muted" }, "layer"),
      h(Slider, {
        label: `Layer, ${label}`,
        max: Math.max(0, layers - 1),
        step: 1,
        value: layer,
        valueText: `layer ${layer + 1} of ${layers}`,
        input: (to) => change({ layer: to }),
      }),
      h("output", { class: "layer-text" }, `${layer + 1}/${layers}`),
    ]),
    hasHeads(component) &&
      model.heads > 0 &&
      h(Dropdown<string>, {
        label: `Head, ${label}`,
        choices: [...all, ...heads],
        value: String(head ?? "all"),
        change: (value) => change({ head: value === "all" ? null : Number(value) }),
      }),
  ]);
}
