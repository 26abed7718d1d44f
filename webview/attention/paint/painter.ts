/**
 * @file Drawing the same picture on a canvas for the screen and as SVG for a paper: panels draw through a `Painter` and do not know
 * which it is.
 */

export interface TextStyle {
  readonly color: string;
  readonly anchor?: "start" | "middle" | "end";
  /** Turned to read upwards. */
  readonly up?: boolean;
  readonly size?: number;
  readonly mono?: boolean;
}

export interface Painter {
  rect(x: number, y: number, width: number, height: number, color: string): void;
  frame(x: number, y: number, width: number, height: number, color: string, thickness?: number): void;
  line(x1: number, y1: number, x2: number, y2: number, color: string, thickness?: number): void;
  text(x: number, y: number, words: string, style: TextStyle): void;
  /** A picture of cells, without smoothing. */
  image(cells: HTMLCanvasElement, x: number, y: number, width: number, height: number): void;
}

export interface Fonts {
  readonly mono: string;
  readonly sans: string;
}

export class CanvasPainter implements Painter {
  readonly #context: CanvasRenderingContext2D;
  readonly #fonts: Fonts;

  constructor(context: CanvasRenderingContext2D, fonts: Fonts) {
    this.#context = context;
    this.#fonts = fonts;
  }

  rect(x: number, y: number, width: number, height: number, color: string): void {
    this.#context.fillStyle = color;
    this.#context.fillRect(x, y, width, height);
  }

  frame(x: number, y: number, width: number, height: number, color: string, thickness = 1): void {
    this.#context.strokeStyle = color;
    this.#context.lineWidth = thickness;
    this.#context.strokeRect(x + thickness / 2, y + thickness / 2, width - thickness, height - thickness);
  }

  line(x1: number, y1: number, x2: number, y2: number, color: string, thickness = 1): void {
    const context = this.#context;
    context.strokeStyle = color;
    context.lineWidth = thickness;
    context.beginPath();
    context.moveTo(x1, y1);
    context.lineTo(x2, y2);
    context.stroke();
  }

  text(
    x: number,
    y: number,
    words: string,
    { color, anchor = "start", up = false, size = 11, mono = true }: TextStyle,
  ): void {
    const context = this.#context;
    context.save();
    context.fillStyle = color;
    context.font = `${size}px ${mono ? this.#fonts.mono : this.#fonts.sans}`;
    context.textBaseline = "middle";
    context.textAlign = anchor === "middle" ? "center" : anchor;
    context.translate(x, y);
    if (up) context.rotate(-Math.PI / 2);
    context.fillText(words, 0, 0);
    context.restore();
  }

  image(cells: HTMLCanvasElement, x: number, y: number, width: number, height: number): void {
    this.#context.imageSmoothingEnabled = false;
    this.#context.drawImage(cells, x, y, width, height);
  }
}

const namespace = "http://www.w3.org/2000/svg";

export class SvgPainter implements Painter {
  readonly element: SVGSVGElement;
  readonly #fonts: Fonts;

  constructor(width: number, height: number, background: string, fonts: Fonts) {
    this.element = document.createElementNS(namespace, "svg");
    this.#fonts = fonts;
    for (const [key, value] of Object.entries({ xmlns: namespace, viewBox: `0 0 ${width} ${height}`, width, height }))
      this.element.setAttribute(key, String(value));
    this.rect(0, 0, width, height, background);
  }

  /** What the picture shows and what it was made by, for readers and for machines. */
  describe(title: string, description: string): void {
    for (const [name, text] of [
      ["desc", description],
      ["title", title],
    ] as const) {
      const made = document.createElementNS(namespace, name);
      made.textContent = text;
      this.element.prepend(made);
    }
  }

  rect(x: number, y: number, width: number, height: number, fill: string): void {
    this.#add("rect", { x, y, width, height, fill });
  }

  frame(x: number, y: number, width: number, height: number, stroke: string, thickness = 1): void {
    this.#add("rect", {
      x: x + thickness / 2,
      y: y + thickness / 2,
      width: width - thickness,
      height: height - thickness,
      fill: "none",
      stroke,
      "stroke-width": thickness,
    });
  }

  line(x1: number, y1: number, x2: number, y2: number, stroke: string, thickness = 1): void {
    this.#add("line", { x1, y1, x2, y2, stroke, "stroke-width": thickness });
  }

  text(
    x: number,
    y: number,
    words: string,
    { color, anchor = "start", up = false, size = 11, mono = true }: TextStyle,
  ): void {
    const made = this.#add("text", {
      x,
      y,
      fill: color,
      "font-family": mono ? this.#fonts.mono : this.#fonts.sans,
      "font-size": size,
      "text-anchor": anchor,
      "dominant-baseline": "central",
      "xml:space": "preserve",
      ...(up ? { transform: `rotate(-90 ${x} ${y})` } : {}),
    });
    made.textContent = words;
  }

  image(cells: HTMLCanvasElement, x: number, y: number, width: number, height: number): void {
    const href = cells.toDataURL("image/png");
    this.#add("image", { x, y, width, height, href, "image-rendering": "pixelated", preserveAspectRatio: "none" });
  }

  #add(name: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
    const made = document.createElementNS(namespace, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
    this.element.append(made);
    if (!(made instanceof SVGElement)) throw new TypeError(`${name} is no SVG element.`);
    return made;
  }
}

export function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}

/** What is left out stands in the middle: runs are told apart by the beginning, the call, or by the end, the model's step. */
export function cutInside(text: string, length: number): string {
  if (text.length <= length) return text;
  const end = Math.floor((length - 1) / 2);
  return `${text.slice(0, length - 1 - end)}…${text.slice(text.length - end)}`;
}

/** The same painter, further to the right and down. */
export function shiftedPainter(painter: Painter, right: number, down: number): Painter {
  return {
    rect: (x, y, ...rest) => painter.rect(x + right, y + down, ...rest),
    frame: (x, y, ...rest) => painter.frame(x + right, y + down, ...rest),
    line: (x1, y1, x2, y2, ...rest) => painter.line(x1 + right, y1 + down, x2 + right, y2 + down, ...rest),
    text: (x, y, ...rest) => painter.text(x + right, y + down, ...rest),
    image: (cells, x, y, ...rest) => painter.image(cells, x + right, y + down, ...rest),
  };
}
