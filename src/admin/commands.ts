/** What `import()` brings in when one of these commands runs: one file, so that a bundle has one part for all of them. */
export { doctor, rescueDoctor } from "./doctor.ts"
export { secrets, setSecret } from "./secret-commands.ts"
export { setup } from "./setup.ts"
export { trustPolicy } from "./trust-policy.ts"
