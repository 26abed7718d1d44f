/**
 * @file What draws points on a canvas, and which of them is taken: the graphics processor where there is one, else the processor. A machine
 * without a graphics processor often has WebGL all the same, in software; it is slower than drawing the pixels here, and is not taken.
 */

import type { Size, Zoom } from "./frame.ts";
import { GlPainter } from "./glPainter.ts";
import type { Looks, Palette } from "./looks.ts";
import { RasterPainter } from "./rasterPainter.ts";

export interface Drawing {
  readonly zoom: Zoom;
  /** In CSS pixels. */
  readonly size: Size;
  /** Device pixels of a CSS pixel. */
  readonly ratio: number;
  /** Of a point, in CSS pixels. */
  readonly radius: number;
  /** 0: where points come from; 1: where they are. */
  readonly mix: number;
  readonly palette: Palette;
  /** Something moves: speed before beauty. */
  readonly moving: boolean;
}

export interface PointPainter {
  readonly kind: "webgl" | "canvas";
  /** [point, 2] each, in the square of the map. */
  move(from: Float32Array, to: Float32Array): void;
  look(looks: Looks): void;
  draw(drawing: Drawing): void;
  dispose(): void;
}

const softwareRenderers = /swiftshader|llvmpipe|softpipe|software|basic render/i;

/** `forced` is for tests and for people whose driver misbehaves. `lost`: the graphics processor went away; ask again. */
export function pointPainter(
  canvas: HTMLCanvasElement,
  lost: () => void,
  forced?: PointPainter["kind"],
): PointPainter | undefined {
  if (forced !== "canvas") {
    const context = canvas.getContext("webgl2", { alpha: false, antialias: false, preserveDrawingBuffer: false });
    if (context !== null && (forced === "webgl" || !softwareRenderers.test(rendererOf(context)))) {
      const made = GlPainter.make(canvas, context, lost);
      if (made !== undefined) return made;
    }
    if (context !== null) return undefined; // a canvas keeps its first kind of context: the caller brings a new one
  }
  const context = canvas.getContext("2d", { alpha: false });
  return context === null ? undefined : new RasterPainter(canvas, context);
}

/** Whether WebGL is worth taking here, tried on a canvas that is thrown away. */
export function hasGraphicsProcessor(document: Pick<Document, "createElement">): boolean {
  const context = document.createElement("canvas").getContext("webgl2");
  if (context === null) return false;
  const found = !softwareRenderers.test(rendererOf(context));
  context.getExtension("WEBGL_lose_context")?.loseContext();
  return found;
}

function rendererOf(context: WebGL2RenderingContext): string {
  const info = context.getExtension("WEBGL_debug_renderer_info");
  return String(context.getParameter(info?.UNMASKED_RENDERER_WEBGL ?? context.RENDERER));
}
