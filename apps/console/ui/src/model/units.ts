/** Sizes, rates and times as they are shown. */

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

export function bytes(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return 'unknown';
  let size = value;
  let unit = 0;
  while (size >= 1024 && unit < UNITS.length - 1) {
    size /= 1024;
    unit++;
  }
  const digits = unit === 0 || size >= 100 ? 0 : size >= 10 ? 1 : 2;
  return `${size.toFixed(digits)} ${UNITS[unit]}`;
}

export const rate = (bytesPerSecond: number | undefined) =>
  bytesPerSecond === undefined ? '' : `${bytes(bytesPerSecond)}/s`;

/** The same in the unit that network people use. */
export const bits = (bytesPerSecond: number) => `${((bytesPerSecond * 8) / 1e9).toFixed(2)} Gbit/s`;

export function duration(seconds: number | undefined): string {
  if (seconds === undefined || !Number.isFinite(seconds)) return 'unknown';
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${whole % 60} s`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

export function age(from: string | undefined, now: number): string {
  if (!from) return '';
  const seconds = (now - Date.parse(from)) / 1000;
  return Number.isFinite(seconds) ? `${duration(seconds)} ago` : '';
}

export const secondsBetween = (from?: string, to?: string, now = Date.now()) =>
  from ? ((to ? Date.parse(to) : now) - Date.parse(from)) / 1000 : undefined;

const FACTORS: Record<string, number> = {
  '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15,
  Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50, m: 1e-3,
};

/** A Kubernetes quantity as a number; undefined when it is none. */
export function quantity(text: unknown): number | undefined {
  const parts = /^(\d+(?:\.\d+)?)(m|k|[KMGTP]i?)?$/.exec(String(text ?? ''));
  return parts ? Number(parts[1]) * (FACTORS[parts[2] ?? ''] ?? 1) : undefined;
}

const LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** Why a text is no name for an object; empty when it is one. */
export function nameProblem(name: string): string {
  if (!name) return 'A name is needed.';
  if (name.length > 63) return 'At most 63 characters.';
  return LABEL.test(name) ? '' : 'Lower-case letters, digits and dashes; a letter or digit at both ends.';
}

/** A name made of any text. */
export function asName(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 50) || 'unnamed';
}
