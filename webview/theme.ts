/** @file The colors of the theme that VS Code shows a webview in: read from its CSS variables, and again whenever the theme changes. */

export type ThemeKind = "light" | "dark" | "high-contrast" | "high-contrast-light";

/** VS Code marks the body of each webview with the theme's kind. */
export function themeKind(body: HTMLElement): ThemeKind {
  if (body.classList.contains("vscode-high-contrast-light")) return "high-contrast-light";
  if (body.classList.contains("vscode-high-contrast")) return "high-contrast";
  return body.classList.contains("vscode-light") ? "light" : "dark";
}

/** The value of a theme color by its id in settings (`editor.foreground`), or "" where the theme has none. */
export function themeColor(body: HTMLElement, id: string): string {
  return getComputedStyle(body)
    .getPropertyValue(`--vscode-${id.replaceAll(".", "-")}`)
    .trim();
}

/** Calls back after each change of the theme. Returns what ends it. */
export function onThemeChange(body: HTMLElement, changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(body, { attributes: true, attributeFilter: ["class", "data-vscode-theme-id"] });
  return () => observer.disconnect();
}
