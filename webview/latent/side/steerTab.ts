/** @file Steering the latent of a language VAE: other rules' means, lines between points, sums and single dimensions, each with what the decoder then concludes. */

import { Fragment, type VNode } from "preact";
import { useMemo, useState } from "preact/hooks";
import { countText, numberText, percentText } from "../../../src/core/format/figures.ts";
import type { Place } from "../../../src/core/math/plane.ts";
import { useAnswer } from "../../kit/answer.ts";
import { Dropdown, Slider } from "../../kit/controls.ts";
import { h } from "../../kit/h.ts";
import { Swatch } from "../legend.ts";
import type { Labels } from "../model/cloud.ts";
import {
  analogy,
  between,
  type Dimension,
  dimensionsOf,
  type Latents,
  latentAt,
  meansOf,
  stretchesOf,
} from "../model/latents.ts";
import { ConclusionLine } from "./conclusionLine.ts";
import { joined, modelOf, useConclusions } from "./conclusions.ts";
import type { SideContext, SideTabProps } from "./context.ts";
import { PlaneSection, type ThreePoints, threePoints } from "./planeSection.ts";
import { useSteering } from "./steering.ts";

/** Along a line, from `low` to `high` times the way, in so many samples and steps of the slider. */
const line = { low: -0.25, high: 1.25, samples: 31, steps: 150 };
/** Deviations to both sides of a dimension's mean, and steps of the slider for each. */
const dimensionRange = { most: 4, steps: 25 };

export function SteerTab(props: SideTabProps): VNode {
  const { context, isFront } = props;
  const { cloud, endpoint, cursor } = context;
  const model = modelOf(context);
  const labels = cloud.labels("rule");
  const { value: loaded } = useAnswer(
    isFront && model !== undefined && labels !== undefined ? [cloud.shown.id, model] : undefined,
    async (signal) => {
      if (model === undefined || labels === undefined) throw new Error("These points have no latent.");
      const latents: Latents = await endpoint.request("values", { model, hookPoint: { kind: "z" } }, { signal });
      const [means, dimensions] = [meansOf(latents, labels), dimensionsOf(latents, labels)];
      return { model, of: cloud.shown.id, latents, means, dimensions };
    },
  );
  if (model === undefined || labels === undefined)
    return hint("These points are no items of a language VAE: there is no decoder to conclude from them.");
  if (loaded?.model !== model || loaded.of !== cloud.shown.id) return h("div", null);
  if (cursor === undefined) return hint("Choose a point: its premises stay, and z is what you change.");
  return h(Steering, { ...props, ...loaded, labels, point: cursor });
}

interface SteeringProps extends SideTabProps {
  readonly latents: Latents;
  readonly means: ReadonlyMap<string, Float32Array>;
  readonly dimensions: readonly Dimension[];
  readonly labels: Labels;
  readonly point: number;
}

/** Where a line can lead and what a sum can hold: the mean of a rule, or another selected point. */
interface End {
  readonly value: string;
  readonly text: string;
  readonly z: Float32Array;
  /** The mean of the point's own rule. */
  readonly own: boolean;
}

interface PartProps extends SteeringProps {
  readonly own: string;
  readonly ends: readonly End[];
}

function Steering(props: SteeringProps): VNode {
  const { context, actions, latents, means, labels, point, isFront } = props;
  const { cloud, selected } = context;
  const own = labels.names[labels.of[point] ?? -1] ?? "";
  const points = useMemo(() => threePoints(selected, latents), [selected, latents]);
  const [{ of, place }, setPlace] = useState<{ readonly of: ThreePoints | undefined; readonly place: Place }>({
    of: undefined,
    place: [0, 0],
  });
  const there = points ?? undefined;
  const now = of === there ? place : middleOf(there);
  const move = (to: Place): void => setPlace({ of: there, place: to });
  const rate = useSteering({ context, actions, latents, point, points: there, place: now, move, isFront });
  const others = [...selected].filter((each) => each !== point).slice(0, 12);
  const ends: readonly End[] = [
    ...[...means].map(([rule, z]) => ({ value: `rule ${rule}`, text: `mean of ${rule}`, z, own: rule === own })),
    ...others.map((each) => ({
      value: `point ${each}`,
      text: `point: ${cloud.title(each).slice(0, 40)}`,
      z: latentAt(latents, each),
      own: false,
    })),
  ];
  const part: PartProps = { ...props, own, ends };
  return h(Fragment, null, [
    h("div", { class: "point-title" }, cloud.title(point)),
    h("div", { class: "point-detail" }, `∴ ${cloud.detail(point)}`),
    h("p", { class: "muted" }, `${own}. Drag the point on the map with the steering tool, or change z here.`),
    h(Rules, part),
    h(LinePart, part),
    h(PlaneSection, { context, actions, latents, point, points, place: now, move, isFront }),
    h(SumPart, part),
    h(DimensionPart, part),
    h("p", { class: "muted rate", role: "status" }, rate > 0 && `${countText(Math.round(rate))} conclusions a second`),
  ]);
}

function middleOf(points: ThreePoints | undefined): Place {
  if (points === undefined) return [0, 0];
  const [[ax, ay], [bx, by], [cx, cy]] = points.plane.corners;
  return [(ax + bx + cx) / 3, (ay + by + cy) / 3];
}

/** Every rule's mean on these premises, and the point's own z and none: is a rule a function? */
function Rules({ context, latents, means, point, own, isFront }: PartProps): VNode {
  const { entries } = context.coloring;
  const rows = [
    { name: "own z", rule: own, z: latentAt(latents, point) },
    ...[...means].map(([rule, z]) => ({ name: rule, rule, z })),
    { name: "z = 0", rule: own, z: new Float32Array(latents.width) },
  ];
  const said = useConclusions(context, isFront ? { point } : undefined, () => ({
    rows: rows.map(({ rule }) => ({ point, rule })),
    z: joined(
      rows.map(({ z }) => z),
      latents.width,
    ),
  }));
  return h("table", { class: "rules" }, [
    h("caption", null, "Another rule's mean z on these premises"),
    h("tbody", null, [
      rows.map(({ name, rule }, i) => {
        const entry = means.has(name) ? entries.find(({ value }) => value === rule) : undefined;
        const conclusion = said?.of.point === point ? said.conclusions[i] : undefined;
        return h("tr", { key: name, class: name === own ? "own" : "" }, [
          h("th", { scope: "row" }, entry && h(Swatch, entry), name),
          h("td", { class: "said" }, conclusion && h(ConclusionLine, { of: conclusion })),
        ]);
      }),
    ]),
  ]);
}

function LinePart({ context, latents, point, own, ends, isFront }: PartProps): VNode {
  const [chosen, choose] = useState("");
  const [way, setWay] = useState(1);
  const first = ends.find((each) => each.value.startsWith("point ")) ?? ends.find((each) => !each.own) ?? ends[0];
  const to = ends.find(({ value }) => value === chosen) ?? first;
  const from = latentAt(latents, point);
  const at = Array.from(
    { length: line.samples },
    (_, i) => line.low + (i / (line.samples - 1)) * (line.high - line.low),
  );
  const row = { point, rule: null };
  const z = (t: number): Float32Array => between(from, to?.z ?? from, t);
  const all = useConclusions(context, isFront && to ? { point, to: to.value } : undefined, () => ({
    rows: at.map(() => row),
    z: joined(at.map(z), latents.width),
  }));
  const here = useConclusions(context, isFront && to ? { point, to: to.value, way } : undefined, (of) => ({
    rows: [row],
    z: z(of.way),
  }));
  const isOwn = (of: { readonly point: number; readonly to: string } | undefined): boolean =>
    of?.point === point && of.to === to?.value;
  const samples = (isOwn(all?.of) ? (all?.conclusions ?? []) : []).map(({ text, rules, kind }) => ({
    text,
    rule: kind === "correct" ? rules[0] : undefined,
  }));
  const stretches = samples.length === 0 ? [] : stretchesOf(samples, at);
  const said = isOwn(here?.of) ? here?.conclusions[0] : undefined;
  return section(`A line from this point (${own}) to`, [
    h(Dropdown<string>, { label: "End of the line", choices: ends, value: to?.value ?? "", change: choose }),
    h(
      "div",
      {
        class: "strip",
        role: "img",
        "aria-label": stretches.map(({ text, rule }) => `${text}: ${rule ?? "does not follow"}`).join("; "),
      },
      [
        stretches.map(({ text, rule, from: start, to: end }) =>
          h(
            "span",
            {
              class: rule === undefined ? "stretch wrong" : "stretch",
              title: `${text} (${rule ?? "does not follow"})`,
              style: { "--paint": ruleColor(context, rule), "--wide": String(Math.max(0.001, end - start)) },
            },
            [text],
          ),
        ),
      ],
    ),
    h(Slider, {
      label: "Along the line",
      max: line.steps,
      step: 1,
      value: Math.round(((way - line.low) / (line.high - line.low)) * line.steps),
      input: (step) => setWay(line.low + (step / line.steps) * (line.high - line.low)),
    }),
    h("div", { class: "said", role: "status" }, [
      said && here && [`${percentText(here.of.way)} of the way: `, h(ConclusionLine, { of: said })],
    ]),
  ]);
}

function ruleColor({ coloring: { column, entries } }: SideContext, rule: string | undefined): string {
  return (column?.name === "rule" && entries.find(({ value }) => value === rule)?.color) || "transparent";
}

function SumPart({ context, latents, point, own, ends, isFront }: PartProps): VNode {
  const [chosen, choose] = useState({ minus: "", plus: "" });
  const find = (value: string, isOwn: boolean): End | undefined =>
    ends.find((each) => each.value === value) ?? ends.find((each) => each.own === isOwn) ?? ends[0];
  const [minus, plus] = [find(chosen.minus, true), find(chosen.plus, false)];
  const of = minus && plus && { point, minus: minus.value, plus: plus.value };
  const here = useConclusions(context, isFront ? of : undefined, () => ({
    rows: [{ point, rule: plus?.value.startsWith("rule ") ? plus.value.slice(5) : null }],
    z: minus && plus ? analogy(latentAt(latents, point), minus.z, plus.z) : latentAt(latents, point),
  }));
  const said = JSON.stringify(here?.of) === JSON.stringify(of) ? here?.conclusions[0] : undefined;
  const end = (label: string, at: "minus" | "plus", value: End | undefined): VNode =>
    h(Dropdown<string>, {
      label,
      choices: ends,
      value: value?.value ?? "",
      change: (to) => choose((before) => ({ ...before, [at]: to })),
    });
  return section(`This point (${own})`, [
    h("div", { class: "sum" }, [
      h("span", null, "−"),
      end("Taken away", "minus", minus),
      h("span", null, "+"),
      end("Added", "plus", plus),
    ]),
    h("div", { class: "said", role: "status" }, said && h(ConclusionLine, { of: said })),
  ]);
}

function DimensionPart({ context, latents, dimensions, point, isFront }: PartProps): VNode {
  const [chosen, choose] = useState(0);
  /** Deviations from the mean, as somebody has set them for a point's dimension. */
  const [set, setValue] = useState({ point: -1, chosen: -1, value: 0 });
  const own = latentAt(latents, point);
  const dimension = dimensions[chosen];
  const value = set.point === point && set.chosen === chosen ? set.value : standing(own, dimension);
  const z = own.slice();
  if (dimension !== undefined) z[dimension.index] = dimension.mean + value * dimension.deviation;
  const here = useConclusions(context, isFront && dimension ? { point, chosen, value } : undefined, () => ({
    rows: [{ point, rule: null }],
    z,
  }));
  const said = here?.of.point === point && here.of.chosen === chosen ? here.conclusions[0] : undefined;
  const { most, steps } = dimensionRange;
  const at = numberText(Number((z[dimension?.index ?? 0] ?? 0).toPrecision(3)));
  return section("One dimension, −4 to 4 deviations", [
    h(Dropdown<string>, {
      label: "Dimension",
      choices: dimensions.map(({ index, between: part, deviation }, i) => ({
        value: String(i),
        text: `z[${index}]: ${percentText(part)} between rules, deviation ${deviation.toFixed(2)}`,
      })),
      value: String(chosen),
      change: (to) => choose(Number(to)),
    }),
    h(Slider, {
      label: "Value of the dimension",
      max: 2 * most * steps,
      step: 1,
      value: Math.round((value + most) * steps),
      input: (step) => setValue({ point, chosen, value: step / steps - most }),
    }),
    h("div", { class: "said", role: "status" }, [
      said && [`z[${dimension?.index}] = ${at}: `, h(ConclusionLine, { of: said })],
    ]),
  ]);
}

/** Where the point itself stands on a dimension. */
function standing(own: Float32Array, dimension: Dimension | undefined): number {
  if (dimension === undefined || dimension.deviation === 0) return 0;
  const at = ((own[dimension.index] ?? 0) - dimension.mean) / dimension.deviation;
  return Math.max(-dimensionRange.most, Math.min(dimensionRange.most, at));
}

function section(title: string, children: readonly VNode[]): VNode {
  return h("section", { class: "touch-part" }, h("h2", null, title), ...children);
}

function hint(words: string): VNode {
  return h("p", { class: "muted hint" }, words);
}
