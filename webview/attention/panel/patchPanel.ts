/**
 * @file Activation patching: the corrupted run is read with activations of the clean one patched in, and the map shows what of the difference that
 * restores. Computed when it is asked for, row by row, and can be stopped.
 */

import type { VNode } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { PatchComponent, PatchResult } from "../../../src/protocol/activations.ts";
import { useAction } from "../../kit/answer.ts";
import { useSize } from "../../kit/canvas.ts";
import { Button, Dropdown } from "../../kit/controls.ts";
import { h } from "../../kit/h.ts";
import {
  measuredToken,
  type Patching,
  patchChoices,
  patchColumns,
  patchIntroduction,
  patchLogs,
  patchSentence,
  strongestPatch,
} from "../model/patch.ts";
import type { ViewState } from "../model/viewState.ts";
import type { Colors } from "../paint/colors.ts";
import { type Heat, type HeatCell, heatCellAt, heatSize, paintDifferenceLegend, paintHeat } from "../paint/heatMap.ts";
import { CanvasPainter, type Painter } from "../paint/painter.ts";
import { HeatCanvas } from "./heatCanvas.ts";
import { type PanelProps, useSay } from "./panel.ts";

const legendHeight = 30;

export function PatchPanel(props: PanelProps): VNode {
  const { isFront, run, compared, state, colors, endpoint, output, change } = props;
  const pane = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const [cursor, move] = useState<HeatCell>();
  const [patching, setPatching] = useState<Patching>();
  const { answer, run: start, stop, clear } = useAction<PatchResult>();
  const room = Math.max(320, useSize(pane).width - 28);
  const token = compared && measuredToken(run, compared, props);
  const isPatchable = compared?.model === run.model && token !== undefined;
  useLayoutEffect(
    () => () => {
      clear();
      setPatching(undefined);
      move(undefined);
    },
    [compared?.id],
  );
  const patch = (): void => {
    if (compared === undefined || token === undefined) return;
    const { component, patchBy } = state;
    const columns = patchColumns(run, token, patchBy);
    setPatching({ clean: run, corrupted: compared, component, token, columns, rows: [], count: 0 });
    move(undefined);
    void start((signal) => {
      const spans = columns.map(({ tokens: [from, to] }): [number, number] => [from, to]);
      const params = { run: run.id, corrupted: compared.id, component, token, spans };
      const onEvent = ({ name, effects, rows }: { name: string; effects: Float32Array; rows: number }): void =>
        setPatching((now) => now && { ...now, rows: [...now.rows, { name, effects }], count: rows });
      return endpoint.request("patch", params, { signal, onEvent });
    });
  };
  const isRunning = answer.state === "loading";
  const shown = patching && (patching.rows.length > 0 || isRunning) ? patching : undefined;
  const heat = shown && heatOf(shown, colors);
  const size = heat && heatSize(heat, room);
  // Brings the strongest effect into sight, where the map is wider than the pane.
  useLayoutEffect(() => {
    const box = scroller.current;
    if (isRunning || box === null || size === undefined || shown === undefined) return;
    box.scrollLeft = size.left + strongestPatch(shown.rows).column * size.cellWidth - box.clientWidth / 2;
  }, [isRunning]);

  const sentence = shown && patchSentence(shown);
  const logs = answer.state === "ready" ? patchLogs(answer.value) : "";
  const effect = cursor && shown?.rows[cursor.row]?.effects[cursor.column];
  const cell =
    cursor && shown && `${shown.rows[cursor.row]?.name ?? "a layer to come"}, ${shown.columns[cursor.column]?.name}`;
  useSay(props, cell && `${cell}: ${effect === undefined ? "not computed" : `restores ${effect.toFixed(4)}`}.`);
  output.current = {
    focus: () => canvas.current?.focus(),
    picture: (paper) => {
      if (shown === undefined || shown.rows.length === 0) return undefined;
      const figure = heatOf(shown, paper);
      const { width, height } = heatSize(figure, 900);
      const paint = (painter: Painter): void => paintPatching(painter, figure, 900, paper);
      return { width, height: height + legendHeight, caption: `${sentence} ${logs}`, paint };
    },
    numbers: () =>
      shown && {
        rows: shown.rows.map(({ name }) => name),
        columns: shown.columns.map(({ name }) => name),
        values: Float32Array.from(shown.rows.flatMap(({ effects }) => [...effects])),
        caption: `${sentence} ${logs}`,
      },
  };
  return h("div", { class: "pane patch-pane", ref: pane, hidden: !isFront }, [
    h("p", { class: "cause-words" }, patchIntroduction(run, compared, token)),
    h("div", { class: "try-row" }, [
      h(Dropdown<PatchComponent>, {
        label: "What is patched",
        choices: patchChoices,
        value: state.component,
        change: (component) => change({ component }),
      }),
      h(Dropdown<ViewState["patchBy"]>, {
        label: "In which pieces",
        choices: [
          { value: "places", text: "by line and step" },
          { value: "tokens", text: "by token" },
        ],
        value: state.patchBy,
        change: (patchBy) => change({ patchBy }),
      }),
      h(Button, { kind: "primary", click: patch, disabled: !isPatchable }, "Patch"),
      h(Button, { click: stop, hidden: !isRunning }, "Stop"),
    ]),
    h("div", { class: "line-scroller", ref: scroller }, [
      heat &&
        size &&
        h(HeatCanvas, {
          canvasRef: canvas,
          width: size.width,
          height: size.height + legendHeight,
          label: sentence ?? "",
          paint: (context) => paintPatching(new CanvasPainter(context, colors.fonts), heat, room, colors, cursor),
          at: (x, y) => heatCellAt(heat, size, x, y),
          rows: heat.rows.length,
          columns: heat.columns.length,
          cursor,
          move,
        }),
    ]),
    h("p", { class: "muted step-note", role: "status" }, [
      isRunning ? `${shown?.rows.length} of ${shown?.count || "…"} rows` : sentence && `${sentence} ${logs}`,
    ]),
    h("p", { class: "muted step-note" }, [
      "The corrupted run is read once more with the clean run’s activations patched in at one layer and place. 1: everything is restored that tells the two tokens apart, 0: nothing. With a the clean run’s token and b the corrupted run’s, a run is measured by ln p(a) − ln p(b), and the effect is (patched − corrupted) / (clean − corrupted).",
    ]),
  ]);
}

function heatOf({ rows, columns, count }: Patching, colors: Colors): Heat {
  const waiting = Array.from({ length: Math.max(0, count - rows.length) }, () => "");
  return {
    title: "effect",
    rows: [...rows.map(({ name }) => name), ...waiting],
    columns: columns.map(({ name }) => name),
    value: (row, column) => rows[row]?.effects[column],
    color: colors.difference,
  };
}

function paintPatching(painter: Painter, heat: Heat, room: number, colors: Colors, cursor?: HeatCell): void {
  const size = heatSize(heat, room);
  paintHeat(painter, heat, size, colors, cursor);
  paintDifferenceLegend(painter, colors, size.left, size.height, 1);
}
