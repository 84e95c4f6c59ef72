// Made by `npm run build` from src/engine: change it there.
import {
  awsAccess
} from "./adapters-aws-access.js";
import {
  logsAws
} from "./core-aws-wanted.js";
import {
  AwsError,
  awsClient
} from "./adapters-aws-client.js";
import "./core-aws-deploy-role.js";
import {
  array,
  nullish,
  number,
  object,
  optional,
  safeParse,
  string
} from "./valibot.js";
import {
  clip
} from "./core-reasons.js";

// src/core/redact.ts
var TELLTALES = [
  // user and password of a URL
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi, "$1***@"],
  [/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/-]{8,}=*/gi, "$1 ***"],
  [/\b(AKIA|ASIA)[A-Z0-9]{16}\b/g, "***"],
  [/\b(xox[a-z]|gh[a-z]|github_pat|sk|xapp)[-_][A-Za-z0-9_-]{8,}/g, "***"]
];
function redact(text, known) {
  let masked = known.filter((secret) => secret.length >= 6).sort((one, other) => other.length - one.length).reduce((left, secret) => left.replaceAll(secret, "***"), text);
  return TELLTALES.reduce((left, [pattern, mask]) => left.replace(pattern, mask), masked);
}

// src/adapters/aws/logs.ts
var MAX_GROUPS = 100, PAGE = 500, MAX_PAGES = 1e3, MAX_MESSAGE = 2e3, Groups = object({
  logGroups: optional(array(object({ logGroupName: string() })), []),
  nextToken: nullish(string())
}), Events = object({
  events: optional(
    array(object({ eventId: string(), timestamp: number(), message: optional(string(), "") })),
    []
  ),
  nextToken: nullish(string())
});
function cloudWatchLogs(client, secrets) {
  return {
    async groups(stage, prefix) {
      let logs = await client(stage);
      return logs.kind !== "known" ? logs : factOf(() => describeGroups(logs.value, prefix));
    },
    async events(stage, query) {
      let logs = await client(stage);
      if (logs.kind !== "known") return logs;
      let known = await secrets();
      return factOf(() => filterEvents(logs.value, query, known));
    }
  };
}
async function factOf(work) {
  try {
    return { kind: "known", value: await work() };
  } catch (error) {
    if (error instanceof AwsError) return { kind: "unavailable", message: error.message };
    throw error;
  }
}
async function describeGroups(client, logGroupNamePrefix) {
  let names = [], token;
  do {
    let page = await ask(client, "DescribeLogGroups", Groups, {
      logGroupNamePrefix,
      ...token ? { nextToken: token } : {}
    });
    names.push(...page.logGroups.map(({ logGroupName }) => logGroupName)), token = page.nextToken;
  } while (token && names.length <= MAX_GROUPS);
  if (names.length <= MAX_GROUPS) return names;
  throw badAnswer("DescribeLogGroups", `more than ${MAX_GROUPS} log groups begin with ${logGroupNamePrefix}`);
}
async function filterEvents(client, query, secrets) {
  let events = [], startTime = Math.floor(query.sinceMs + client.skewMs), endTime = Math.ceil(query.untilMs + client.skewMs) + 1;
  for (let group of query.groups) {
    let token, pages = 0;
    do {
      let page = await ask(client, "FilterLogEvents", Events, {
        logGroupName: group,
        filterPattern: query.pattern,
        limit: PAGE,
        startTime,
        endTime,
        ...token ? { nextToken: token } : {}
      });
      for (let { eventId, timestamp, message } of page.events) {
        let text = clip(redact(message.trim(), secrets), MAX_MESSAGE);
        events.push({ id: `${group}/${eventId}`, group, atMs: timestamp, message: text });
      }
      if (events.length >= query.limit) return events;
      if (pages += 1, pages === MAX_PAGES) throw badAnswer("FilterLogEvents", `${group} has more than ${MAX_PAGES} pages`);
      token = page.nextToken;
    } while (token);
  }
  return events;
}
async function ask(client, operation, schema, input) {
  let parsed = safeParse(schema, await client.json("logs", operation, input));
  if (parsed.success) return parsed.output;
  throw badAnswer(operation, "the answer is not of the form that AWS describes");
}
var badAnswer = (operation, message) => new AwsError(`logs:${operation}`, { code: "BadAnswer", message, status: 200, requestId: null });

// src/adapters/aws/stage-logs.ts
function stageLogs(config, given, settings, secrets) {
  let access = awsAccess((stage) => logsAws(config, stage), given, settings), { watchSeconds = 0, settleSeconds = 0 } = config.verify?.logs ?? {}, own = [];
  async function connect(stage) {
    let wanted = logsAws(config, stage);
    if (wanted === null)
      return { kind: "unavailable", message: `no AWS region is named: stages.${stage}.region` };
    let found = await access.credentials(stage, watchSeconds + settleSeconds);
    if (!found.ok) return { kind: "unavailable", message: found.reason.message };
    let { credentials } = found;
    return own.push(credentials.secretAccessKey, credentials.sessionToken ?? ""), { kind: "known", value: awsClient({ ...settings, region: wanted.region, credentials }) };
  }
  let clients = /* @__PURE__ */ new Map();
  return cloudWatchLogs((stage) => {
    let client = clients.get(stage) ?? connect(stage);
    return clients.set(stage, client), client;
  }, async () => [...await Promise.all(secrets.map((secret) => secret?.plaintext() ?? "")), ...own]);
}
export {
  stageLogs
};
