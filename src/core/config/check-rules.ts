import { STAGES, type Stage } from "../stage.ts"
import { meant } from "../text.ts"
import type { CheckConfig } from "./checks.ts"
import type { Rule } from "./command-rules.ts"
import { headerSecrets, missingPlaceholders } from "./placeholders.ts"
import type { Config } from "./schema.ts"
import type { DeployerConfig } from "./tools.ts"
import { requestOf, type WatchCheckConfig } from "./watch.ts"

interface Listed {
  /** the list that it is in */
  list: string
  path: string
  check: CheckConfig
  /** the only stage on which it is made; absent: both */
  stage?: Stage
}

/** Every check that makes a request, with its place. */
const listedChecks = ({ smoke, verify, stages }: Config): Listed[] => [
  ...listed("smoke.checks", smoke.checks),
  ...listed("verify.checks", verify?.checks ?? []),
  ...STAGES.flatMap((stage) =>
    listed(`stages.${stage}.watch.checks`, (stages[stage].watch?.checks ?? []).map(requestOf)).map((one) => ({
      ...one,
      stage,
    })),
  ),
]

const listed = (list: string, checks: readonly (CheckConfig | null)[]): Listed[] =>
  checks.flatMap((check, index) => (check === null ? [] : [{ list, path: `${list}[${index}]`, check }]))

const checkNamesAreUnique: Rule = {
  judge: (config) => {
    const all = listedChecks(config)
    return all.flatMap(({ list, path, check: { name } }) =>
      all.find((one) => one.list === list && one.check.name === name)?.path === path
        ? []
        : [
            {
              path: `${path}.name`,
              message: `"${name}" is used twice`,
              fix: "Give each check a name of its own.",
            },
          ],
    )
  },
}

const bodyNeedsAMethod: Rule = {
  reads: ["smoke.checks.*.method", "verify.checks.*.method", "stages.*.watch.checks.*.method"],
  judge: (config) =>
    listedChecks(config).flatMap(({ path, check: { body, method } }) =>
      body !== undefined && (method === "GET" || method === "HEAD")
        ? [
            {
              path: `${path}.body`,
              message: `cannot be sent with ${method}; set method to POST`,
              fix: 'Add "method": "POST" to the check.',
            },
          ]
        : [],
    ),
}

/** A redirect may lead anywhere, and fetch takes only some headers away on the way to another host. */
const secretsGoWhereTheyAreMeantTo: Rule = {
  judge: (config) =>
    listedChecks(config).flatMap(({ path, check: { followRedirects, headers } }) => [
      ...(followRedirects && headerSecrets({ headers }).length > 0
        ? [
            {
              path: `${path}.followRedirects`,
              message: "cannot be used with a secret header: a redirect may lead to another host",
              fix: "Take it out, and ask the address where the redirect leads.",
            },
          ]
        : []),
      ...Object.entries(headers).flatMap(([name, value]) =>
        /\{(secret|base64):(?![A-Za-z_]\w*\})/.test(value)
          ? [
              {
                path: `${path}.headers.${name}`,
                message: "must name a secret by letters, digits and _",
                fix: "Write {secret:NAME}, with the name of an environment variable.",
              },
            ]
          : [],
      ),
    ]),
}

interface Template {
  path: string
  template: string
  /** names that are always known there */
  own: readonly string[]
  stage?: Stage | undefined
}

/** What watches look at, with its place. */
const watchedChecks = ({ stages }: Config): { stage: Stage; path: string; check: WatchCheckConfig }[] =>
  STAGES.flatMap((stage) =>
    (stages[stage].watch?.checks ?? []).map((check, index) => ({
      ...{ stage, check },
      path: `stages.${stage}.watch.checks[${index}]`,
    })),
  )

/** Every text that names addresses and outputs of a stage, with its place. */
function templatesOf(config: Config): Template[] {
  const checks = listedChecks(config).map(({ path, check, stage }) => ({
    ...{ path: `${path}.url`, template: check.url, own: [], stage },
  }))
  const { slack, logs } = config.verify ?? {}
  const watched = watchedChecks(config).flatMap(({ stage, path, check }) =>
    check.kind === "logs" ? logTemplates(path, check, stage) : [],
  )
  return [
    ...checks,
    ...(slack === undefined ? [] : [{ path: "verify.slack.url", template: slack.url, own: [] }]),
    ...(logs === undefined ? [] : logTemplates("verify.logs", logs)),
    ...watched,
  ]
}

function logTemplates(
  path: string,
  { groups, prefix }: { groups: readonly string[]; prefix?: string | undefined },
  stage?: Stage,
): Template[] {
  const more = { own: ["stage", "app"], stage }
  return [
    ...groups.map((template, index) => ({ path: `${path}.groups[${index}]`, template, ...more })),
    ...(prefix === undefined ? [] : [{ path: `${path}.prefix`, template: prefix, ...more }]),
  ]
}

/** The outputs that are known before a deploy; null: those that a command will write to its file. */
function knownOutputs(deployer: DeployerConfig): readonly string[] | null {
  switch (deployer.kind) {
    case "sandbox":
      return Object.keys(deployer.services)
    case "sst":
      return deployer.outputs
    case "command":
      return deployer.outputs === undefined ? [] : null
  }
}

const urlsAreKnown: Rule = {
  reads: ["deployer.outputs", "deployer.services.*", "stages.*.urls.*"],
  judge(config) {
    const outputs = knownOutputs(config.deployer)
    if (outputs === null) return []
    const knownOn = (stage: Stage) => [...Object.keys(config.stages[stage].urls), ...outputs]
    return STAGES.flatMap((stage) =>
      templatesOf(config).flatMap(({ path, template, own, stage: only = stage }) => {
        if (only !== stage) return []
        const known = Object.fromEntries([...own, ...knownOn(stage)].map((name) => [name, name]))
        return missingPlaceholders(template, known).map((name) => ({
          path,
          message: `{${name}} is neither in stages.${stage}.urls nor an output of the deployer`,
          fix: addressFix(stage, name, [...own, ...knownOn(stage)]),
        }))
      }),
    )
  },
}

function addressFix(stage: Stage, name: string, known: readonly string[]): string {
  const close = meant(name, known)
  if (close !== null) return `Did you mean {${close}}?`
  return `Add it: "stages": {"${stage}": {"urls": {"${name}": "https://…"}}}.`
}

/** CloudWatch is asked in the stage's region. */
const watchedIsSomewhere: Rule = {
  reads: ["stages.*.region", "stages.*.watch.checks.*.groups"],
  judge: (config) =>
    watchedChecks(config).flatMap(({ stage, path, check }) => {
      const isAws = check.kind === "logs" || check.kind === "alarms"
      const nowhere = check.kind === "logs" && check.groups.length === 0 && check.prefix === undefined
      return [
        ...(isAws && config.stages[stage].region === undefined
          ? [
              {
                path,
                message: "is in CloudWatch, and the stage names no AWS region",
                fix: `Add it: "stages": {"${stage}": {"region": "eu-central-1"}}.`,
              },
            ]
          : []),
        ...(nowhere
          ? [
              {
                path,
                message: "must name groups or a prefix",
                fix: 'Add e.g. "prefix": "/aws/lambda/shop-{stage}-".',
              },
            ]
          : []),
      ]
    }),
}

/** A range without an end takes whatever comes. */
const rangesHaveAnEnd: Rule = {
  reads: ["stages.*.watch.checks.*.expect.*"],
  judge: (config) =>
    watchedChecks(config).flatMap(({ path, check }) =>
      check.kind !== "values"
        ? []
        : Object.entries(check.expect).flatMap(([place, { min, max }]) =>
            min !== undefined || max !== undefined
              ? []
              : [
                  {
                    path: `${path}.expect.${place}`,
                    message: "must have min or max",
                    fix: 'Say what is good, e.g. {"max": 0.02}.',
                  },
                ],
          ),
    ),
}

export const CHECK_RULES: readonly Rule[] = [
  checkNamesAreUnique,
  bodyNeedsAMethod,
  secretsGoWhereTheyAreMeantTo,
  urlsAreKnown,
  watchedIsSomewhere,
  rangesHaveAnEnd,
]
