/** Bun, which SST brings, needs glibc; AWS needs the certificates that slim images lack. */
export const SST_IMAGE = "node:24.13.1-bookworm"
