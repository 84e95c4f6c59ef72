/** `0.4 s`, `12.3 s`, `3 min 05 s`, `2 h 04 min` */
export function formatDuration(ms: number): string {
  // rounded first, so that 59.96 s is a minute and not 60.0 s
  const seconds = Math.round(ms / 100) / 10
  if (seconds < 60) return `${seconds.toFixed(1)} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min ${two(Math.floor(seconds % 60))} s`
  return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`
}

const two = (value: number): string => String(value).padStart(2, "0")

/** How long ago an ISO time was; a clock that runs behind gives 0. */
export const ageOf = (iso: string, now: Date): string =>
  formatDuration(Math.max(0, now.getTime() - Date.parse(iso)))
