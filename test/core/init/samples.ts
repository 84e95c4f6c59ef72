import type { Answer, Answers, Found } from "../../../src/core/init/project.ts"

export const foundOf = (fields: Partial<Found> = {}): Found => ({
  folder: "Shop",
  directory: "",
  configured: null,
  schema: null,
  origin: "https://github.com/octo/shop.git",
  mainBranch: "main",
  tags: ["v1.2.0", "v1.3.0", "latest"],
  beside: [],
  sst: null,
  manifest: { packageJson: null, lockfiles: [], yarnrc: false },
  installsAtRoot: true,
  script: null,
  scripts: {},
  dockerfile: null,
  compose: null,
  deployment: null,
  ...fields,
})

export const saidOf = (fields: Partial<Answers> = {}): Answers => ({
  app: null,
  deploy: null,
  staging: null,
  production: null,
  pipeline: null,
  watch: null,
  notify: null,
  ...fields,
})

export const answerOf = (path: string, body: unknown, fields: Partial<Answer> = {}): Answer => ({
  path,
  status: 200,
  headers: {},
  body: typeof body === "string" ? body : JSON.stringify(body),
  ...fields,
})
