/**
 * @file The environment of an engine process: the variables that it needs, by name. Not a copy of the host's: what another program left there
 * (`NODE_OPTIONS` above all) would run inside the engine.
 */

/** Where things are, whose they are, and how texts are written. */
const system = [
  "PATH",
  "HOME",
  "USER",
  "LOGNAME",
  "TMPDIR",
  "TMP",
  "TEMP",
  "TZ",
  "LANG",
  "LANGUAGE",
  "XDG_CACHE_HOME",
  "XDG_RUNTIME_DIR",
  // Windows: system libraries, drivers and the user's folders are found by these.
  "SystemRoot",
  "SystemDrive",
  "windir",
  "ComSpec",
  "PATHEXT",
  "USERPROFILE",
  "HOMEDRIVE",
  "HOMEPATH",
  "LOCALAPPDATA",
  "APPDATA",
  "ProgramData",
  "ProgramFiles",
  "ProgramFiles(x86)",
  "NUMBER_OF_PROCESSORS",
  "PROCESSOR_ARCHITECTURE",
];

/** Libraries that ONNX Runtime loads, and where compiled sources are kept between starts. */
const libraries = [
  "LD_LIBRARY_PATH",
  "DYLD_LIBRARY_PATH",
  "DYLD_FALLBACK_LIBRARY_PATH",
  "NODE_COMPILE_CACHE",
  "NODE_DISABLE_COMPILE_CACHE",
];

/** Families of variables: the locale, threads of the runtime, and graphics drivers. */
const families = [
  "LC_",
  "ORT_",
  "OMP_",
  "KMP_",
  "MKL_",
  "CUDA",
  "CUDNN_",
  "NVIDIA_",
  "VK_",
  "DXVK_",
  "MESA_",
  "RULESCOPE_",
];

type Environment = Readonly<Record<string, string | undefined>>;

/** What of the host's environment the engine gets. Windows does not tell capitals from small letters in these names. */
export function engineEnvironment(host: Environment, windows = process.platform === "win32"): Record<string, string> {
  const spelled = (name: string): string => (windows ? name.toUpperCase() : name);
  const names = new Set([...system, ...libraries].map(spelled));
  const isNeeded = (name: string): boolean =>
    names.has(spelled(name)) || families.some((family) => spelled(name).startsWith(family));
  const passed: Record<string, string> = {};
  for (const [name, value] of Object.entries(host)) if (value !== undefined && isNeeded(name)) passed[name] = value;
  return passed;
}
