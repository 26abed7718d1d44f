/** @file A canvas as a component: as large as its picture, sharp on every screen, painted once in a frame however often it changes. */

import type { ComponentProps, RefObject, VNode } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { h } from "./h.ts";

interface CanvasProps extends Omit<ComponentProps<"canvas">, "ref" | "width" | "height"> {
  readonly width: number;
  readonly height: number;
  /** What it shows, for who does not see it. */
  readonly label: string;
  /** In CSS pixels. Called after each rendering, in the next frame. */
  readonly paint: (context: CanvasRenderingContext2D) => void;
  readonly canvasRef?: RefObject<HTMLCanvasElement | null>;
}

export function Canvas({ width, height, label, paint, canvasRef, ...rest }: CanvasProps): VNode {
  const own = useRef<HTMLCanvasElement>(null);
  const ref = canvasRef ?? own;
  const latest = useRef({ width, height, paint });
  latest.current = { width, height, paint };
  const frame = useRef<number>(undefined);
  useLayoutEffect(() => {
    frame.current ??= requestAnimationFrame(() => {
      frame.current = undefined;
      const context = ref.current && sharpContext(ref.current, latest.current);
      if (context) latest.current.paint(context);
    });
  });
  useLayoutEffect(
    () => () => {
      if (frame.current !== undefined) cancelAnimationFrame(frame.current);
    },
    [],
  );
  return h("canvas", {
    tabIndex: 0,
    role: "img",
    ...rest,
    ref,
    "aria-label": label,
    style: { width: `${width}px`, height: `${height}px` },
  });
}

function sharpContext(canvas: HTMLCanvasElement, { width, height }: Size): CanvasRenderingContext2D | null {
  const ratio = window.devicePixelRatio || 1;
  const [wide, high] = [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))];
  if (canvas.width !== wide) canvas.width = wide;
  if (canvas.height !== high) canvas.height = high;
  const context = canvas.getContext("2d");
  context?.setTransform(ratio, 0, 0, ratio, 0, 0);
  context?.clearRect(0, 0, width, height);
  return context;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The room inside an element, and again whenever it changes. */
export function useSize(ref: RefObject<HTMLElement | null>): Size {
  const [size, setSize] = useState<Size>({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const measure = (): void => {
      const { clientWidth: width, clientHeight: height } = element;
      if (width === 0 && height === 0) return; // hidden: it comes back as it was
      setSize((before) => (before.width === width && before.height === height ? before : { width, height }));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return size;
}
