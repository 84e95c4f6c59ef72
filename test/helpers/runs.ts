const share = Number(process.env.PIPELINE_RUNS ?? 0.25)

/** How often a property is tried: a quarter of what CI does; PIPELINE_RUNS=50 is fifty times as often as that does. */
export const runs = (often: number): number => Math.ceil(often * share)
