// Made by `npm run build` from src/engine: change it there.
import {
  missingPlaceholders,
  strangePlaceholders
} from "./core-smoke-probe.js";
import {
  HOOKS,
  toolOf
} from "./core-config-tools.js";
import {
  STAGES
} from "./core-stage.js";
import {
  meant
} from "./valibot.js";

// src/core/config/command-rules.ts
var COMMAND_VALUES = ["stage", "tag", "sha"];
function commandsOf({ deployer, migrations, hooks }) {
  let run = migrations?.run;
  return [
    ...deployer.kind === "sandbox" ? Object.entries(deployer.services).map(
      ([name, { command }]) => [`deployer.services.${name}.command`, command]
    ) : [["deployer.install", toolOf(deployer)?.install]],
    ["deployer.deploy", deployer.kind === "command" ? deployer.deploy : void 0],
    ["migrations.run.install", run?.install],
    ["migrations.run.command", run?.command],
    ["migrations.run.head", run?.head],
    ...HOOKS.map((name) => [`hooks.${name}.command`, hooks[name]?.command])
  ].flatMap(([path, argv]) => argv === void 0 || argv === "auto" ? [] : [{ path, argv }]);
}
var commandPlaceholdersAreKnown = {
  judge(config) {
    let { deployer, migrations, hooks } = config;
    return [
      ...commandsOf(config).flatMap(
        ({ path, argv }) => argv.map((text, index) => ({ path: `${path}[${index}]`, text }))
      ),
      ...variablesAt("deployer.env", toolOf(deployer)?.env ?? {}),
      ...variablesAt("migrations.run.env", migrations?.run?.env ?? {}),
      ...HOOKS.flatMap((name) => variablesAt(`hooks.${name}.env`, hooks[name]?.env ?? {}))
    ].flatMap(
      ({ path, text }) => strangePlaceholders(text, COMMAND_VALUES).map((name) => {
        let close = meant(name, COMMAND_VALUES);
        return {
          path,
          message: `{${name}} is no placeholder: there are {stage}, {tag} and {sha}`,
          fix: close === null ? `If it is meant as it stands, write { ${name} } or put it in a script.` : `Did you mean {${close}}?`
        };
      })
    );
  }
}, variablesAt = (path, env) => Object.entries(env).map(([name, text]) => ({ path: `${path}.${name}`, text })), servicesNameEarlierOnes = {
  judge({ deployer }) {
    if (deployer.kind !== "sandbox") return [];
    let services = Object.entries(deployer.services);
    return services.flatMap(([name, { env }], index) => {
      let earlier = services.slice(0, index).map(([earlierName]) => earlierName), known = Object.fromEntries(earlier.map((one) => [one, one]));
      return Object.entries(env).flatMap(
        ([key, value]) => missingPlaceholders(value, known).map((missing) => ({
          path: `deployer.services.${name}.env.${key}`,
          message: `{${missing}} is not a service named before this one`,
          fix: earlier.length === 0 ? "Put the service that it names before this one." : `Before it there are: ${earlier.join(", ")}.`
        }))
      );
    });
  }
}, TAKEN = ["--stage", "--target", "--exclude", "--dev", "--continue", "--config"], sstDeploysTheWholeVersion = {
  judge: ({ deployer }) => deployer.kind !== "sst" ? [] : deployer.arguments.flatMap(
    (argument, index) => TAKEN.some((option) => argument === option || argument.startsWith(`${option}=`)) ? [
      {
        path: `deployer.arguments[${index}]`,
        message: `${argument} cannot be given: the pipeline deploys the whole version to its stage`,
        fix: "Take it out."
      }
    ] : []
  )
}, onlySstKeepsSecrets = {
  reads: ["deployer.kind"],
  judge({ deployer, migrations }) {
    return migrations?.run?.databaseUrl?.secret === void 0 || deployer.kind === "sst" ? [] : [
      {
        path: "migrations.run.databaseUrl.secret",
        message: `needs the deployer sst, is ${deployer.kind}`,
        fix: 'Name the variable that holds the address instead: "env": "DATABASE_URL".'
      }
    ];
  }
}, sstStagesAreInAws = {
  judge({ deployer, stages }) {
    if (deployer.kind !== "sst") return [];
    let [one] = STAGES.filter((stage) => stages[stage].region !== void 0);
    return one === void 0 ? [] : STAGES.filter((stage) => stages[stage].region === void 0).map((stage) => ({
      path: `stages.${stage}.region`,
      message: `no AWS region is set, although ${one} has one`,
      fix: `Add e.g. "region": "${stages[one].region}".`
    }));
  }
}, awsNeedsARegion = {
  judge: ({ stages }) => STAGES.flatMap((stage) => {
    let found = stages[stage], needs = AWS_KEYS.find((key) => found[key] !== void 0);
    return found.region !== void 0 || needs === void 0 ? [] : [
      {
        path: `stages.${stage}.region`,
        message: `is missing: ${needs} needs it`,
        fix: 'Add e.g. "region": "eu-central-1".'
      }
    ];
  })
}, ROLE_KEYS = ["roleArn", "planRoleArn"], AWS_KEYS = [...ROLE_KEYS, "account"], rolesAreOfTheirAccount = {
  judge: ({ stages }) => STAGES.flatMap((stage) => {
    let { roleArn, account = roleArn?.split(":")[4] } = stages[stage];
    return ROLE_KEYS.flatMap((key) => {
      let holder = stages[stage][key]?.split(":")[4];
      return holder === void 0 || account === void 0 || holder === account ? [] : [
        {
          path: `stages.${stage}.${key}`,
          message: `is in account ${holder}, not in ${account}`,
          fix: "Name a role of that account, or correct account."
        }
      ];
    });
  })
}, COMMAND_RULES = [
  commandPlaceholdersAreKnown,
  servicesNameEarlierOnes,
  sstDeploysTheWholeVersion,
  onlySstKeepsSecrets,
  sstStagesAreInAws,
  awsNeedsARegion,
  rolesAreOfTheirAccount
], INTERPRETERS = /^(node|bun|tsx|ts-node|python[\d.]*|ruby|perl|php|sh|bash|zsh)$/, PACKAGE_MANAGERS = ["npm", "pnpm", "yarn", "bun"], ELSEWHERE = /^(-w|-C|-F|-r|--(workspace|workspaces|prefix|dir|cwd|filter|recursive|if-present)\b.*)$/, OWN_PATH = /^(?![/~$-])[^{}$*]+$/, WITH_EXTENSION = /\.[A-Za-z]\w*$/;
function neededScripts(config) {
  let { deployer, migrations, hooks } = config, sst = deployer.kind === "sst" ? deployer.directory : void 0, installs = {
    deployer: toolOf(deployer)?.install !== void 0,
    migrations: migrations?.run?.install !== void 0,
    hooks: !1
  }, directoryOf = (part, name) => part === "hooks" ? hooks[name]?.directory : part === "migrations" ? migrations?.run?.directory : sst;
  return commandsOf(config).flatMap(({ path, argv }) => {
    let [part, name] = path.split("."), directory = directoryOf(part, name), started = startedBy(argv);
    if (started === null) return [];
    let isInstalled = installs[part] && !path.endsWith(".install");
    return [{ path, ...started, file: below(directory, started.file), isInstalled }];
  });
}
function startedBy([program = "", ...args]) {
  if (program.includes("/")) return OWN_PATH.test(program) ? { file: program, script: null } : null;
  let [first = "", second = ""] = args;
  if (PACKAGE_MANAGERS.includes(program) && ["run", "run-script"].includes(first)) {
    let own = args.slice(0, [...args, "--"].indexOf("--"));
    return OWN_PATH.test(second) && !own.some((argument) => ELSEWHERE.test(argument)) && !WITH_EXTENSION.test(second) ? { file: "package.json", script: second } : null;
  }
  return INTERPRETERS.test(program) && OWN_PATH.test(first) && WITH_EXTENSION.test(first) ? { file: first, script: null } : null;
}
function below(directory, file) {
  let parts = [];
  for (let part of (directory === void 0 ? file : `${directory}/${file}`).split("/"))
    part === ".." ? parts.pop() : part !== "." && part !== "" && parts.push(part);
  return parts.join("/");
}

export {
  COMMAND_RULES,
  neededScripts
};
