/** @file What a latent view says where it has no points, and above the points where something is to be known about them. */

import type { ShownPoints } from "../../src/protocol/latentView.ts";
import { element } from "../dom.ts";
import { button, progress } from "../ui.ts";

export function emptyPage(
  { message, busy }: { readonly message: string | null; readonly busy: boolean },
  run: (() => void) | undefined,
): readonly HTMLElement[] {
  if (busy) return [element("h1", { text: "Reading points…" }), progress("Reading points")];
  return [
    element("h1", { text: "No points yet" }),
    element("p", { text: message ?? "Choose above what to show." }),
    ...(run === undefined ? [] : [button("Run All Problems", run, "primary")]),
  ];
}

/** `reread` where the points are no longer those of their file. */
export function noticesOf(
  { unit, notices }: Pick<ShownPoints, "unit" | "notices">,
  reread: (() => void) | undefined,
): readonly HTMLElement[] {
  const stale =
    reread === undefined
      ? []
      : [
          element("div", { class: "notice", role: "status" }, [
            unit === "items"
              ? "The file has changed since these points were made."
              : "Runs were saved or deleted since these points were made.",
            button("Show As It Is Now", reread),
          ]),
        ];
  return [...stale, ...notices.map((text) => element("div", { class: "notice", text }))];
}
