// Made by `npm run build` from src/engine: change it there.
import {
  judgeCredentials,
  neededSeconds,
  phaseSeconds,
  wantedAws
} from "./core-aws-credentials-verdict.js";
import {
  STAGES,
  describeRelease,
  otherStage,
  repositoryPath,
  shortSha
} from "./core-stage.js";
import {
  AUDIENCE,
  ISSUER,
  POLICY_NAME,
  boundaryArn,
  boundaryName,
  boundaryPolicy,
  deployRoleArn,
  partitionOf,
  permissionsPolicy,
  providerArn,
  readDeployRole,
  trustPolicy
} from "./core-aws-policies.js";
import {
  redact
} from "./core-redact.js";
import {
  ciRunText
} from "./core-ledger-runner.js";
import {
  array,
  boolean,
  description,
  gtValue,
  integer,
  maxValue,
  minLength,
  minValue,
  nonEmpty,
  null_,
  number,
  optional,
  picklist,
  pipe,
  record,
  regex,
  strictObject,
  string,
  union,
  url
} from "./valibot.js";
import {
  property,
  readJson,
  shown,
  valueAt
} from "./core-json.js";
import {
  PipelineError,
  environmentError,
  messageOf,
  reason
} from "./core-reasons.js";
import {
  clip,
  counted,
  formatDuration,
  listSome,
  plain,
  sentence
} from "./core-text.js";
import {
  __commonJS,
  __toESM
} from "./common.js";

// node_modules/semver/internal/constants.js
var require_constants = __commonJS({
  "node_modules/semver/internal/constants.js"(exports, module) {
    "use strict";
    var SEMVER_SPEC_VERSION = "2.0.0", MAX_SAFE_INTEGER = Number.MAX_SAFE_INTEGER || /* istanbul ignore next */
    9007199254740991, MAX_SAFE_COMPONENT_LENGTH = 16, MAX_SAFE_BUILD_LENGTH = 250, WHITESPACE_CHARACTERS = [
      "	",
      `
`,
      "\v",
      "\f",
      "\r",
      " ",
      " ",
      " ",
      " ",
      " ",
      " ",
      " ",
      " ",
      " ",
      " ",
      " ",
      " ",
      " ",
      " ",
      "\u2028",
      "\u2029",
      " ",
      " ",
      "　",
      "\uFEFF"
    ], RELEASE_TYPES = [
      "major",
      "premajor",
      "minor",
      "preminor",
      "patch",
      "prepatch",
      "prerelease"
    ];
    module.exports = {
      MAX_LENGTH: 256,
      MAX_SAFE_COMPONENT_LENGTH,
      MAX_SAFE_BUILD_LENGTH,
      MAX_SAFE_INTEGER,
      WHITESPACE_CHARACTERS,
      RELEASE_TYPES,
      SEMVER_SPEC_VERSION,
      FLAG_INCLUDE_PRERELEASE: 1,
      FLAG_LOOSE: 2
    };
  }
});

// node_modules/semver/internal/debug.js
var require_debug = __commonJS({
  "node_modules/semver/internal/debug.js"(exports, module) {
    "use strict";
    var debug = typeof process == "object" && process.env && process.env.NODE_DEBUG && /\bsemver\b/i.test(process.env.NODE_DEBUG) ? (...args) => console.error("SEMVER", ...args) : () => {
    };
    module.exports = debug;
  }
});

// node_modules/semver/internal/re.js
var require_re = __commonJS({
  "node_modules/semver/internal/re.js"(exports, module) {
    "use strict";
    var {
      MAX_SAFE_COMPONENT_LENGTH,
      MAX_SAFE_BUILD_LENGTH,
      MAX_LENGTH
    } = require_constants(), debug = require_debug();
    exports = module.exports = {};
    var re = exports.re = [], safeRe = exports.safeRe = [], src = exports.src = [], safeSrc = exports.safeSrc = [], t = exports.t = {}, R = 0, LETTERDASHNUMBER = "[a-zA-Z0-9-]", safeRegexReplacements = [
      ["\\s", 1],
      ["\\d", MAX_LENGTH],
      [LETTERDASHNUMBER, MAX_SAFE_BUILD_LENGTH]
    ], makeSafeRegex = (value) => {
      for (let [token, max] of safeRegexReplacements)
        value = value.split(`${token}*`).join(`${token}{0,${max}}`).split(`${token}+`).join(`${token}{1,${max}}`);
      return value;
    }, createToken = (name, value, isGlobal) => {
      let safe = makeSafeRegex(value), index = R++;
      debug(name, index, value), t[name] = index, src[index] = value, safeSrc[index] = safe, re[index] = new RegExp(value, isGlobal ? "g" : void 0), safeRe[index] = new RegExp(safe, isGlobal ? "g" : void 0);
    };
    createToken("NUMERICIDENTIFIER", "0|[1-9]\\d*");
    createToken("NUMERICIDENTIFIERLOOSE", "\\d+");
    createToken("NONNUMERICIDENTIFIER", `\\d*[a-zA-Z-]${LETTERDASHNUMBER}*`);
    createToken("MAINVERSION", `(${src[t.NUMERICIDENTIFIER]})\\.(${src[t.NUMERICIDENTIFIER]})\\.(${src[t.NUMERICIDENTIFIER]})`);
    createToken("MAINVERSIONLOOSE", `(${src[t.NUMERICIDENTIFIERLOOSE]})\\.(${src[t.NUMERICIDENTIFIERLOOSE]})\\.(${src[t.NUMERICIDENTIFIERLOOSE]})`);
    createToken("PRERELEASEIDENTIFIER", `(?:${src[t.NONNUMERICIDENTIFIER]}|${src[t.NUMERICIDENTIFIER]})`);
    createToken("PRERELEASEIDENTIFIERLOOSE", `(?:${src[t.NONNUMERICIDENTIFIER]}|${src[t.NUMERICIDENTIFIERLOOSE]})`);
    createToken("PRERELEASE", `(?:-(${src[t.PRERELEASEIDENTIFIER]}(?:\\.${src[t.PRERELEASEIDENTIFIER]})*))`);
    createToken("PRERELEASELOOSE", `(?:-?(${src[t.PRERELEASEIDENTIFIERLOOSE]}(?:\\.${src[t.PRERELEASEIDENTIFIERLOOSE]})*))`);
    createToken("BUILDIDENTIFIER", `${LETTERDASHNUMBER}+`);
    createToken("BUILD", `(?:\\+(${src[t.BUILDIDENTIFIER]}(?:\\.${src[t.BUILDIDENTIFIER]})*))`);
    createToken("FULLPLAIN", `v?${src[t.MAINVERSION]}${src[t.PRERELEASE]}?${src[t.BUILD]}?`);
    createToken("FULL", `^${src[t.FULLPLAIN]}$`);
    createToken("LOOSEPLAIN", `[v=\\s]*${src[t.MAINVERSIONLOOSE]}${src[t.PRERELEASELOOSE]}?${src[t.BUILD]}?`);
    createToken("LOOSE", `^${src[t.LOOSEPLAIN]}$`);
    createToken("GTLT", "((?:<|>)?=?)");
    createToken("XRANGEIDENTIFIERLOOSE", `${src[t.NUMERICIDENTIFIERLOOSE]}|x|X|\\*`);
    createToken("XRANGEIDENTIFIER", `${src[t.NUMERICIDENTIFIER]}|x|X|\\*`);
    createToken("XRANGEPLAIN", `[v=\\s]*(${src[t.XRANGEIDENTIFIER]})(?:\\.(${src[t.XRANGEIDENTIFIER]})(?:\\.(${src[t.XRANGEIDENTIFIER]})(?:${src[t.PRERELEASE]})?${src[t.BUILD]}?)?)?`);
    createToken("XRANGEPLAINLOOSE", `[v=\\s]*(${src[t.XRANGEIDENTIFIERLOOSE]})(?:\\.(${src[t.XRANGEIDENTIFIERLOOSE]})(?:\\.(${src[t.XRANGEIDENTIFIERLOOSE]})(?:${src[t.PRERELEASELOOSE]})?${src[t.BUILD]}?)?)?`);
    createToken("XRANGE", `^${src[t.GTLT]}\\s*${src[t.XRANGEPLAIN]}$`);
    createToken("XRANGELOOSE", `^${src[t.GTLT]}\\s*${src[t.XRANGEPLAINLOOSE]}$`);
    createToken("COERCEPLAIN", `(^|[^\\d])(\\d{1,${MAX_SAFE_COMPONENT_LENGTH}})(?:\\.(\\d{1,${MAX_SAFE_COMPONENT_LENGTH}}))?(?:\\.(\\d{1,${MAX_SAFE_COMPONENT_LENGTH}}))?`);
    createToken("COERCE", `${src[t.COERCEPLAIN]}(?:$|[^\\d])`);
    createToken("COERCEFULL", src[t.COERCEPLAIN] + `(?:${src[t.PRERELEASE]})?(?:${src[t.BUILD]})?(?:$|[^\\d])`);
    createToken("COERCERTL", src[t.COERCE], !0);
    createToken("COERCERTLFULL", src[t.COERCEFULL], !0);
    createToken("LONETILDE", "(?:~>?)");
    createToken("TILDETRIM", `(\\s*)${src[t.LONETILDE]}\\s+`, !0);
    exports.tildeTrimReplace = "$1~";
    createToken("TILDE", `^${src[t.LONETILDE]}${src[t.XRANGEPLAIN]}$`);
    createToken("TILDELOOSE", `^${src[t.LONETILDE]}${src[t.XRANGEPLAINLOOSE]}$`);
    createToken("LONECARET", "(?:\\^)");
    createToken("CARETTRIM", `(\\s*)${src[t.LONECARET]}\\s+`, !0);
    exports.caretTrimReplace = "$1^";
    createToken("CARET", `^${src[t.LONECARET]}${src[t.XRANGEPLAIN]}$`);
    createToken("CARETLOOSE", `^${src[t.LONECARET]}${src[t.XRANGEPLAINLOOSE]}$`);
    createToken("COMPARATORLOOSE", `^${src[t.GTLT]}\\s*(${src[t.LOOSEPLAIN]})$|^$`);
    createToken("COMPARATOR", `^${src[t.GTLT]}\\s*(${src[t.FULLPLAIN]})$|^$`);
    createToken("COMPARATORTRIM", `(\\s*)${src[t.GTLT]}\\s*(${src[t.LOOSEPLAIN]}|${src[t.XRANGEPLAIN]})`, !0);
    exports.comparatorTrimReplace = "$1$2$3";
    createToken("HYPHENRANGE", `^\\s*(${src[t.XRANGEPLAIN]})\\s+-\\s+(${src[t.XRANGEPLAIN]})\\s*$`);
    createToken("HYPHENRANGELOOSE", `^\\s*(${src[t.XRANGEPLAINLOOSE]})\\s+-\\s+(${src[t.XRANGEPLAINLOOSE]})\\s*$`);
    createToken("STAR", "(<|>)?=?\\s*\\*");
    createToken("GTE0", "^\\s*>=\\s*0\\.0\\.0\\s*$");
    createToken("GTE0PRE", "^\\s*>=\\s*0\\.0\\.0-0\\s*$");
  }
});

// node_modules/semver/internal/parse-options.js
var require_parse_options = __commonJS({
  "node_modules/semver/internal/parse-options.js"(exports, module) {
    "use strict";
    var looseOption = Object.freeze({ loose: !0 }), emptyOpts = Object.freeze({}), parseOptions = (options) => options ? typeof options != "object" ? looseOption : options : emptyOpts;
    module.exports = parseOptions;
  }
});

// node_modules/semver/internal/identifiers.js
var require_identifiers = __commonJS({
  "node_modules/semver/internal/identifiers.js"(exports, module) {
    "use strict";
    var numeric = /^[0-9]+$/, compareIdentifiers = (a, b) => {
      if (typeof a == "number" && typeof b == "number")
        return a === b ? 0 : a < b ? -1 : 1;
      let anum = numeric.test(a), bnum = numeric.test(b);
      return anum && bnum && (a = +a, b = +b), a === b ? 0 : anum && !bnum ? -1 : bnum && !anum ? 1 : a < b ? -1 : 1;
    }, rcompareIdentifiers = (a, b) => compareIdentifiers(b, a);
    module.exports = {
      compareIdentifiers,
      rcompareIdentifiers
    };
  }
});

// node_modules/semver/classes/semver.js
var require_semver = __commonJS({
  "node_modules/semver/classes/semver.js"(exports, module) {
    "use strict";
    var debug = require_debug(), { MAX_LENGTH, MAX_SAFE_INTEGER } = require_constants(), { safeRe: re, t } = require_re(), parseOptions = require_parse_options(), { compareIdentifiers } = require_identifiers(), isPrereleaseIdentifier = (prerelease, identifier) => {
      let identifiers = identifier.split(".");
      if (identifiers.length > prerelease.length)
        return !1;
      for (let i = 0; i < identifiers.length; i++)
        if (compareIdentifiers(prerelease[i], identifiers[i]) !== 0)
          return !1;
      return !0;
    }, SemVer = class _SemVer {
      constructor(version, options) {
        if (options = parseOptions(options), version instanceof _SemVer) {
          if (version.loose === !!options.loose && version.includePrerelease === !!options.includePrerelease)
            return version;
          version = version.version;
        } else if (typeof version != "string")
          throw new TypeError(`Invalid version. Must be a string. Got type "${typeof version}".`);
        if (version.length > MAX_LENGTH)
          throw new TypeError(
            `version is longer than ${MAX_LENGTH} characters`
          );
        debug("SemVer", version, options), this.options = options, this.loose = !!options.loose, this.includePrerelease = !!options.includePrerelease;
        let m = version.trim().match(options.loose ? re[t.LOOSE] : re[t.FULL]);
        if (!m)
          throw new TypeError(`Invalid Version: ${version}`);
        if (this.raw = version, this.major = +m[1], this.minor = +m[2], this.patch = +m[3], this.major > MAX_SAFE_INTEGER || this.major < 0)
          throw new TypeError("Invalid major version");
        if (this.minor > MAX_SAFE_INTEGER || this.minor < 0)
          throw new TypeError("Invalid minor version");
        if (this.patch > MAX_SAFE_INTEGER || this.patch < 0)
          throw new TypeError("Invalid patch version");
        m[4] ? this.prerelease = m[4].split(".").map((id) => {
          if (/^[0-9]+$/.test(id)) {
            let num = +id;
            if (num >= 0 && num < MAX_SAFE_INTEGER)
              return num;
          }
          return id;
        }) : this.prerelease = [], this.build = m[5] ? m[5].split(".") : [], this.format();
      }
      format() {
        return this.version = `${this.major}.${this.minor}.${this.patch}`, this.prerelease.length && (this.version += `-${this.prerelease.join(".")}`), this.version;
      }
      toString() {
        return this.version;
      }
      compare(other) {
        if (debug("SemVer.compare", this.version, this.options, other), !(other instanceof _SemVer)) {
          if (typeof other == "string" && other === this.version)
            return 0;
          other = new _SemVer(other, this.options);
        }
        return other.version === this.version ? 0 : this.compareMain(other) || this.comparePre(other);
      }
      compareMain(other) {
        return other instanceof _SemVer || (other = new _SemVer(other, this.options)), this.major < other.major ? -1 : this.major > other.major ? 1 : this.minor < other.minor ? -1 : this.minor > other.minor ? 1 : this.patch < other.patch ? -1 : this.patch > other.patch ? 1 : 0;
      }
      comparePre(other) {
        if (other instanceof _SemVer || (other = new _SemVer(other, this.options)), this.prerelease.length && !other.prerelease.length)
          return -1;
        if (!this.prerelease.length && other.prerelease.length)
          return 1;
        if (!this.prerelease.length && !other.prerelease.length)
          return 0;
        let i = 0;
        do {
          let a = this.prerelease[i], b = other.prerelease[i];
          if (debug("prerelease compare", i, a, b), a === void 0 && b === void 0)
            return 0;
          if (b === void 0)
            return 1;
          if (a === void 0)
            return -1;
          if (a === b)
            continue;
          return compareIdentifiers(a, b);
        } while (++i);
      }
      compareBuild(other) {
        other instanceof _SemVer || (other = new _SemVer(other, this.options));
        let i = 0;
        do {
          let a = this.build[i], b = other.build[i];
          if (debug("build compare", i, a, b), a === void 0 && b === void 0)
            return 0;
          if (b === void 0)
            return 1;
          if (a === void 0)
            return -1;
          if (a === b)
            continue;
          return compareIdentifiers(a, b);
        } while (++i);
      }
      // preminor will bump the version up to the next minor release, and immediately
      // down to pre-release. premajor and prepatch work the same way.
      inc(release, identifier, identifierBase) {
        if (release.startsWith("pre")) {
          if (!identifier && identifierBase === !1)
            throw new Error("invalid increment argument: identifier is empty");
          if (identifier) {
            let match = `-${identifier}`.match(this.options.loose ? re[t.PRERELEASELOOSE] : re[t.PRERELEASE]);
            if (!match || match[1] !== identifier)
              throw new Error(`invalid identifier: ${identifier}`);
          }
        }
        switch (release) {
          case "premajor":
            this.prerelease.length = 0, this.patch = 0, this.minor = 0, this.major++, this.inc("pre", identifier, identifierBase);
            break;
          case "preminor":
            this.prerelease.length = 0, this.patch = 0, this.minor++, this.inc("pre", identifier, identifierBase);
            break;
          case "prepatch":
            this.prerelease.length = 0, this.inc("patch", identifier, identifierBase), this.inc("pre", identifier, identifierBase);
            break;
          // If the input is a non-prerelease version, this acts the same as
          // prepatch.
          case "prerelease":
            this.prerelease.length === 0 && this.inc("patch", identifier, identifierBase), this.inc("pre", identifier, identifierBase);
            break;
          case "release":
            if (this.prerelease.length === 0)
              throw new Error(`version ${this.raw} is not a prerelease`);
            this.prerelease.length = 0;
            break;
          case "major":
            (this.minor !== 0 || this.patch !== 0 || this.prerelease.length === 0) && this.major++, this.minor = 0, this.patch = 0, this.prerelease = [];
            break;
          case "minor":
            (this.patch !== 0 || this.prerelease.length === 0) && this.minor++, this.patch = 0, this.prerelease = [];
            break;
          case "patch":
            this.prerelease.length === 0 && this.patch++, this.prerelease = [];
            break;
          // This probably shouldn't be used publicly.
          // 1.0.0 'pre' would become 1.0.0-0 which is the wrong direction.
          case "pre": {
            let base = Number(identifierBase) ? 1 : 0;
            if (this.prerelease.length === 0)
              this.prerelease = [base];
            else {
              let i = this.prerelease.length;
              for (; --i >= 0; )
                typeof this.prerelease[i] == "number" && (this.prerelease[i]++, i = -2);
              if (i === -1) {
                if (identifier === this.prerelease.join(".") && identifierBase === !1)
                  throw new Error("invalid increment argument: identifier already exists");
                this.prerelease.push(base);
              }
            }
            if (identifier) {
              let prerelease = [identifier, base];
              if (identifierBase === !1 && (prerelease = [identifier]), isPrereleaseIdentifier(this.prerelease, identifier)) {
                let prereleaseBase = this.prerelease[identifier.split(".").length];
                isNaN(prereleaseBase) && (this.prerelease = prerelease);
              } else
                this.prerelease = prerelease;
            }
            break;
          }
          default:
            throw new Error(`invalid increment argument: ${release}`);
        }
        return this.raw = this.format(), this.build.length && (this.raw += `+${this.build.join(".")}`), this;
      }
    };
    module.exports = SemVer;
  }
});

// node_modules/semver/functions/parse.js
var require_parse = __commonJS({
  "node_modules/semver/functions/parse.js"(exports, module) {
    "use strict";
    var SemVer = require_semver(), parse = (version, options, throwErrors = !1) => {
      if (version instanceof SemVer)
        return version;
      try {
        return new SemVer(version, options);
      } catch (er) {
        if (!throwErrors)
          return null;
        throw er;
      }
    };
    module.exports = parse;
  }
});

// node_modules/semver/functions/valid.js
var require_valid = __commonJS({
  "node_modules/semver/functions/valid.js"(exports, module) {
    "use strict";
    var parse = require_parse(), valid = (version, options) => {
      let v = parse(version, options);
      return v ? v.version : null;
    };
    module.exports = valid;
  }
});

// node_modules/semver/functions/clean.js
var require_clean = __commonJS({
  "node_modules/semver/functions/clean.js"(exports, module) {
    "use strict";
    var parse = require_parse(), clean = (version, options) => {
      let s = parse(version.trim().replace(/^[=v]+/, ""), options);
      return s ? s.version : null;
    };
    module.exports = clean;
  }
});

// node_modules/semver/functions/inc.js
var require_inc = __commonJS({
  "node_modules/semver/functions/inc.js"(exports, module) {
    "use strict";
    var SemVer = require_semver(), inc = (version, release, options, identifier, identifierBase) => {
      typeof options == "string" && (identifierBase = identifier, identifier = options, options = void 0);
      try {
        return new SemVer(
          version instanceof SemVer ? version.version : version,
          options
        ).inc(release, identifier, identifierBase).version;
      } catch {
        return null;
      }
    };
    module.exports = inc;
  }
});

// node_modules/semver/functions/diff.js
var require_diff = __commonJS({
  "node_modules/semver/functions/diff.js"(exports, module) {
    "use strict";
    var parse = require_parse(), diff = (version1, version2) => {
      let v1 = parse(version1, null, !0), v2 = parse(version2, null, !0), comparison = v1.compare(v2);
      if (comparison === 0)
        return null;
      let v1Higher = comparison > 0, highVersion = v1Higher ? v1 : v2, lowVersion = v1Higher ? v2 : v1, highHasPre = !!highVersion.prerelease.length;
      if (!!lowVersion.prerelease.length && !highHasPre) {
        if (!lowVersion.patch && !lowVersion.minor)
          return "major";
        if (lowVersion.compareMain(highVersion) === 0)
          return lowVersion.minor && !lowVersion.patch ? "minor" : "patch";
      }
      let prefix = highHasPre ? "pre" : "";
      return v1.major !== v2.major ? prefix + "major" : v1.minor !== v2.minor ? prefix + "minor" : v1.patch !== v2.patch ? prefix + "patch" : "prerelease";
    };
    module.exports = diff;
  }
});

// node_modules/semver/functions/major.js
var require_major = __commonJS({
  "node_modules/semver/functions/major.js"(exports, module) {
    "use strict";
    var SemVer = require_semver(), major = (a, loose) => new SemVer(a, loose).major;
    module.exports = major;
  }
});

// node_modules/semver/functions/minor.js
var require_minor = __commonJS({
  "node_modules/semver/functions/minor.js"(exports, module) {
    "use strict";
    var SemVer = require_semver(), minor = (a, loose) => new SemVer(a, loose).minor;
    module.exports = minor;
  }
});

// node_modules/semver/functions/patch.js
var require_patch = __commonJS({
  "node_modules/semver/functions/patch.js"(exports, module) {
    "use strict";
    var SemVer = require_semver(), patch = (a, loose) => new SemVer(a, loose).patch;
    module.exports = patch;
  }
});

// node_modules/semver/functions/prerelease.js
var require_prerelease = __commonJS({
  "node_modules/semver/functions/prerelease.js"(exports, module) {
    "use strict";
    var parse = require_parse(), prerelease = (version, options) => {
      let parsed = parse(version, options);
      return parsed && parsed.prerelease.length ? parsed.prerelease : null;
    };
    module.exports = prerelease;
  }
});

// node_modules/semver/functions/compare.js
var require_compare = __commonJS({
  "node_modules/semver/functions/compare.js"(exports, module) {
    "use strict";
    var SemVer = require_semver(), compare2 = (a, b, loose) => new SemVer(a, loose).compare(new SemVer(b, loose));
    module.exports = compare2;
  }
});

// node_modules/semver/functions/rcompare.js
var require_rcompare = __commonJS({
  "node_modules/semver/functions/rcompare.js"(exports, module) {
    "use strict";
    var compare2 = require_compare(), rcompare = (a, b, loose) => compare2(b, a, loose);
    module.exports = rcompare;
  }
});

// node_modules/semver/functions/compare-loose.js
var require_compare_loose = __commonJS({
  "node_modules/semver/functions/compare-loose.js"(exports, module) {
    "use strict";
    var compare2 = require_compare(), compareLoose = (a, b) => compare2(a, b, !0);
    module.exports = compareLoose;
  }
});

// node_modules/semver/functions/compare-build.js
var require_compare_build = __commonJS({
  "node_modules/semver/functions/compare-build.js"(exports, module) {
    "use strict";
    var SemVer = require_semver(), compareBuild = (a, b, loose) => {
      let versionA = new SemVer(a, loose), versionB = new SemVer(b, loose);
      return versionA.compare(versionB) || versionA.compareBuild(versionB);
    };
    module.exports = compareBuild;
  }
});

// node_modules/semver/functions/sort.js
var require_sort = __commonJS({
  "node_modules/semver/functions/sort.js"(exports, module) {
    "use strict";
    var compareBuild = require_compare_build(), sort = (list2, loose) => list2.sort((a, b) => compareBuild(a, b, loose));
    module.exports = sort;
  }
});

// node_modules/semver/functions/rsort.js
var require_rsort = __commonJS({
  "node_modules/semver/functions/rsort.js"(exports, module) {
    "use strict";
    var compareBuild = require_compare_build(), rsort = (list2, loose) => list2.sort((a, b) => compareBuild(b, a, loose));
    module.exports = rsort;
  }
});

// node_modules/semver/functions/gt.js
var require_gt = __commonJS({
  "node_modules/semver/functions/gt.js"(exports, module) {
    "use strict";
    var compare2 = require_compare(), gt = (a, b, loose) => compare2(a, b, loose) > 0;
    module.exports = gt;
  }
});

// node_modules/semver/functions/lt.js
var require_lt = __commonJS({
  "node_modules/semver/functions/lt.js"(exports, module) {
    "use strict";
    var compare2 = require_compare(), lt2 = (a, b, loose) => compare2(a, b, loose) < 0;
    module.exports = lt2;
  }
});

// node_modules/semver/functions/eq.js
var require_eq = __commonJS({
  "node_modules/semver/functions/eq.js"(exports, module) {
    "use strict";
    var compare2 = require_compare(), eq = (a, b, loose) => compare2(a, b, loose) === 0;
    module.exports = eq;
  }
});

// node_modules/semver/functions/neq.js
var require_neq = __commonJS({
  "node_modules/semver/functions/neq.js"(exports, module) {
    "use strict";
    var compare2 = require_compare(), neq = (a, b, loose) => compare2(a, b, loose) !== 0;
    module.exports = neq;
  }
});

// node_modules/semver/functions/gte.js
var require_gte = __commonJS({
  "node_modules/semver/functions/gte.js"(exports, module) {
    "use strict";
    var compare2 = require_compare(), gte = (a, b, loose) => compare2(a, b, loose) >= 0;
    module.exports = gte;
  }
});

// node_modules/semver/functions/lte.js
var require_lte = __commonJS({
  "node_modules/semver/functions/lte.js"(exports, module) {
    "use strict";
    var compare2 = require_compare(), lte = (a, b, loose) => compare2(a, b, loose) <= 0;
    module.exports = lte;
  }
});

// node_modules/semver/functions/cmp.js
var require_cmp = __commonJS({
  "node_modules/semver/functions/cmp.js"(exports, module) {
    "use strict";
    var eq = require_eq(), neq = require_neq(), gt = require_gt(), gte = require_gte(), lt2 = require_lt(), lte = require_lte(), cmp = (a, op, b, loose) => {
      switch (op) {
        case "===":
          return typeof a == "object" && (a = a.version), typeof b == "object" && (b = b.version), a === b;
        case "!==":
          return typeof a == "object" && (a = a.version), typeof b == "object" && (b = b.version), a !== b;
        case "":
        case "=":
        case "==":
          return eq(a, b, loose);
        case "!=":
          return neq(a, b, loose);
        case ">":
          return gt(a, b, loose);
        case ">=":
          return gte(a, b, loose);
        case "<":
          return lt2(a, b, loose);
        case "<=":
          return lte(a, b, loose);
        default:
          throw new TypeError(`Invalid operator: ${op}`);
      }
    };
    module.exports = cmp;
  }
});

// node_modules/semver/functions/coerce.js
var require_coerce = __commonJS({
  "node_modules/semver/functions/coerce.js"(exports, module) {
    "use strict";
    var SemVer = require_semver(), parse = require_parse(), { safeRe: re, t } = require_re(), coerce2 = (version, options) => {
      if (version instanceof SemVer)
        return version;
      if (typeof version == "number" && (version = String(version)), typeof version != "string")
        return null;
      options = options || {};
      let match = null;
      if (!options.rtl)
        match = version.match(options.includePrerelease ? re[t.COERCEFULL] : re[t.COERCE]);
      else {
        let coerceRtlRegex = options.includePrerelease ? re[t.COERCERTLFULL] : re[t.COERCERTL], next;
        for (; (next = coerceRtlRegex.exec(version)) && (!match || match.index + match[0].length !== version.length); )
          (!match || next.index + next[0].length !== match.index + match[0].length) && (match = next), coerceRtlRegex.lastIndex = next.index + next[1].length + next[2].length;
        coerceRtlRegex.lastIndex = -1;
      }
      if (match === null)
        return null;
      let major = match[2], minor = match[3] || "0", patch = match[4] || "0", prerelease = options.includePrerelease && match[5] ? `-${match[5]}` : "", build = options.includePrerelease && match[6] ? `+${match[6]}` : "";
      return parse(`${major}.${minor}.${patch}${prerelease}${build}`, options);
    };
    module.exports = coerce2;
  }
});

// node_modules/semver/functions/truncate.js
var require_truncate = __commonJS({
  "node_modules/semver/functions/truncate.js"(exports, module) {
    "use strict";
    var parse = require_parse(), constants = require_constants(), SemVer = require_semver(), truncate = (version, truncation, options) => {
      if (!constants.RELEASE_TYPES.includes(truncation))
        return null;
      let clonedVersion = cloneInputVersion(version, options);
      return clonedVersion && doTruncation(clonedVersion, truncation);
    }, cloneInputVersion = (version, options) => {
      let versionStringToParse = version instanceof SemVer ? version.version : version;
      return parse(versionStringToParse, options);
    }, doTruncation = (version, truncation) => {
      if (isPrerelease(truncation))
        return version.version;
      switch (version.prerelease = [], truncation) {
        case "major":
          version.minor = 0, version.patch = 0;
          break;
        case "minor":
          version.patch = 0;
          break;
      }
      return version.format();
    }, isPrerelease = (type) => type.startsWith("pre");
    module.exports = truncate;
  }
});

// node_modules/semver/internal/lrucache.js
var require_lrucache = __commonJS({
  "node_modules/semver/internal/lrucache.js"(exports, module) {
    "use strict";
    var LRUCache = class {
      constructor() {
        this.max = 1e3, this.map = /* @__PURE__ */ new Map();
      }
      get(key) {
        let value = this.map.get(key);
        if (value !== void 0)
          return this.map.delete(key), this.map.set(key, value), value;
      }
      delete(key) {
        return this.map.delete(key);
      }
      set(key, value) {
        if (!this.delete(key) && value !== void 0) {
          if (this.map.size >= this.max) {
            let firstKey = this.map.keys().next().value;
            this.delete(firstKey);
          }
          this.map.set(key, value);
        }
        return this;
      }
    };
    module.exports = LRUCache;
  }
});

// node_modules/semver/internal/trim-comparator-whitespace.js
var require_trim_comparator_whitespace = __commonJS({
  "node_modules/semver/internal/trim-comparator-whitespace.js"(exports, module) {
    "use strict";
    var {
      MAX_LENGTH,
      MAX_SAFE_BUILD_LENGTH,
      WHITESPACE_CHARACTERS
    } = require_constants(), whitespace = new Uint8Array(65536);
    for (let char of WHITESPACE_CHARACTERS)
      whitespace[char.charCodeAt(0)] = 1;
    var isWhitespace = (char) => char !== void 0 && whitespace[char.charCodeAt(0)] === 1, isVersionPrefix = (char) => char === "v" || char === "=" || isWhitespace(char), isDigit = (char) => char !== void 0 && char >= "0" && char <= "9", isLetter = (char) => char !== void 0 && (char >= "a" && char <= "z" || char >= "A" && char <= "Z"), isIdentifierCharacter = (char) => isDigit(char) || isLetter(char) || char === "-", isVersionStart = (char) => isDigit(char) || char === "x" || char === "X" || char === "*", findDigitsEndIndex = (range, start, limit, digitRuns) => {
      if (!isDigit(range[start]))
        return start;
      if (start >= digitRuns.start && start < digitRuns.end)
        return Math.min(start + limit, digitRuns.end);
      if (start >= digitRuns.previousStart && start < digitRuns.previousEnd)
        return Math.min(start + limit, digitRuns.previousEnd);
      let end = start + 1;
      for (; isDigit(range[end]); )
        end++;
      return digitRuns.previousStart = digitRuns.start, digitRuns.previousEnd = digitRuns.end, digitRuns.start = start, digitRuns.end = end, Math.min(start + limit, end);
    }, findVersionNumberEndIndex = (range, start, loose, digitRuns) => !loose && range[start] === "0" ? start + 1 : findDigitsEndIndex(range, start, loose ? MAX_LENGTH : MAX_LENGTH + 1, digitRuns), findPrereleaseIdentifierEndIndex = (range, start, loose, digitRuns) => {
      let digitsEnd = findDigitsEndIndex(range, start, MAX_LENGTH, digitRuns);
      if (isLetter(range[digitsEnd]) || range[digitsEnd] === "-") {
        let end = digitsEnd + 1, limit = end + MAX_SAFE_BUILD_LENGTH;
        for (; end < limit && isIdentifierCharacter(range[end]); )
          end++;
        return end;
      }
      return findVersionNumberEndIndex(range, start, loose, digitRuns);
    }, findPrereleaseEndIndex = (range, start, loose, digitRuns) => {
      let hyphen = range[start] === "-";
      if (!loose && !hyphen)
        return start;
      let identifierStart = start + (hyphen ? 1 : 0), end = findPrereleaseIdentifierEndIndex(range, identifierStart, loose, digitRuns);
      if (end === identifierStart) {
        if (!loose || !hyphen)
          return start;
        end = findPrereleaseIdentifierEndIndex(range, start, loose, digitRuns);
      }
      for (; range[end] === "."; ) {
        let next = findPrereleaseIdentifierEndIndex(range, end + 1, loose, digitRuns);
        if (next === end + 1)
          break;
        end = next;
      }
      return end;
    }, findBuildIdentifierEndIndex = (range, start) => {
      let end = start;
      for (; end - start < MAX_SAFE_BUILD_LENGTH && isIdentifierCharacter(range[end]); )
        end++;
      return end;
    }, findBuildEndIndex = (range, start) => {
      if (range[start] !== "+")
        return start;
      let end = findBuildIdentifierEndIndex(range, start + 1);
      if (end === start + 1)
        return start;
      for (; range[end] === "."; ) {
        let next = findBuildIdentifierEndIndex(range, end + 1);
        if (next === end + 1)
          break;
        end = next;
      }
      return end;
    }, findLooseFullVersionEndIndex = (range, start, digitRuns) => {
      let end = start;
      for (let component = 0; component < 3; component++) {
        let next = findVersionNumberEndIndex(range, end, !0, digitRuns);
        if (next === end)
          return start;
        if (end = next, component < 2) {
          if (range[end] !== ".")
            return start;
          end++;
        }
      }
      let prereleaseEnd = findPrereleaseEndIndex(range, end, !0, digitRuns);
      return findBuildEndIndex(range, prereleaseEnd);
    }, findPartialVersionComponentEndIndex = (range, start, digitRuns) => isDigit(range[start]) ? findVersionNumberEndIndex(range, start, !1, digitRuns) : isVersionStart(range[start]) ? start + 1 : start, findPartialVersionEndIndex = (range, start, digitRuns) => {
      let end = findPartialVersionComponentEndIndex(range, start, digitRuns);
      for (let component = 0; component < 2; component++) {
        if (range[end] !== ".")
          return end;
        let next = findPartialVersionComponentEndIndex(range, end + 1, digitRuns);
        if (next === end + 1)
          return end;
        end = next;
      }
      let prereleaseEnd = findPrereleaseEndIndex(range, end, !1, digitRuns);
      return findBuildEndIndex(range, prereleaseEnd);
    }, findVersionEndIndex = (range, start, digitRuns) => {
      let fullVersionEnd = findLooseFullVersionEndIndex(range, start, digitRuns);
      return fullVersionEnd !== start ? fullVersionEnd : findPartialVersionEndIndex(range, start, digitRuns);
    }, findRemovableWhitespaceIndex = (range, matchStart) => {
      let position = matchStart;
      return isWhitespace(range[position]) && position++, (range[position] === "<" || range[position] === ">") && position++, range[position] === "=" && position++, isWhitespace(range[position]) ? position : -1;
    }, trimComparatorWhitespace = (range) => {
      let result = "", copyFrom = 0, cursor = 0, digitRuns = { start: -1, end: -1, previousStart: -1, previousEnd: -1 };
      for (; cursor < range.length; ) {
        let matchStart = cursor;
        if (range[cursor] === "<" || range[cursor] === ">")
          cursor++;
        else if (!isVersionPrefix(range[cursor]) && !isVersionStart(range[cursor])) {
          cursor++;
          continue;
        }
        for (; cursor < range.length && isVersionPrefix(range[cursor]); )
          cursor++;
        if (!isVersionStart(range[cursor]))
          continue;
        let whitespacePosition = findRemovableWhitespaceIndex(range, matchStart);
        whitespacePosition !== -1 && (result += range.slice(copyFrom, whitespacePosition), copyFrom = whitespacePosition + 1), cursor = findVersionEndIndex(range, cursor, digitRuns);
      }
      return result + range.slice(copyFrom);
    };
    module.exports = trimComparatorWhitespace;
  }
});

// node_modules/semver/classes/range.js
var require_range = __commonJS({
  "node_modules/semver/classes/range.js"(exports, module) {
    "use strict";
    var SPACE_CHARACTERS = /\s+/g, Range = class _Range {
      constructor(range, options) {
        if (options = parseOptions(options), range instanceof _Range)
          return range.loose === !!options.loose && range.includePrerelease === !!options.includePrerelease ? range : new _Range(range.raw, options);
        if (range instanceof Comparator)
          return this.raw = range.value, this.set = [[range]], this.formatted = void 0, this;
        if (this.options = options, this.loose = !!options.loose, this.includePrerelease = !!options.includePrerelease, this.raw = range.trim().replace(SPACE_CHARACTERS, " "), this.set = this.raw.split("||").map((r) => this.parseRange(r.trim())).filter((c) => c.length), !this.set.length)
          throw new TypeError(`Invalid SemVer Range: ${this.raw}`);
        if (this.set.length > 1) {
          let first = this.set[0];
          if (this.set = this.set.filter((c) => !isNullSet(c[0])), this.set.length === 0)
            this.set = [first];
          else if (this.set.length > 1) {
            for (let c of this.set)
              if (c.length === 1 && isAny(c[0])) {
                this.set = [c];
                break;
              }
          }
        }
        this.formatted = void 0;
      }
      get range() {
        if (this.formatted === void 0) {
          this.formatted = "";
          for (let i = 0; i < this.set.length; i++) {
            i > 0 && (this.formatted += "||");
            let comps = this.set[i];
            for (let k = 0; k < comps.length; k++)
              k > 0 && (this.formatted += " "), this.formatted += comps[k].toString().trim();
          }
        }
        return this.formatted;
      }
      format() {
        return this.range;
      }
      toString() {
        return this.range;
      }
      parseRange(range) {
        range = range.replace(BUILDSTRIPRE, "");
        let memoKey = ((this.options.includePrerelease && FLAG_INCLUDE_PRERELEASE) | (this.options.loose && FLAG_LOOSE)) + ":" + range, cached = cache.get(memoKey);
        if (cached)
          return cached;
        let loose = this.options.loose, hr = loose ? re[t.HYPHENRANGELOOSE] : re[t.HYPHENRANGE];
        range = range.replace(hr, hyphenReplace(this.options.includePrerelease)), debug("hyphen replace", range), range = trimComparatorWhitespace(range), debug("comparator trim", range), range = range.replace(re[t.TILDETRIM], tildeTrimReplace), debug("tilde trim", range), range = range.replace(re[t.CARETTRIM], caretTrimReplace), debug("caret trim", range);
        let rangeList = range.split(" ").map((comp) => parseComparator(comp, this.options)).join(" ").split(/\s+/).map((comp) => replaceGTE0(comp, this.options));
        loose && (rangeList = rangeList.filter((comp) => (debug("loose invalid filter", comp, this.options), !!comp.match(re[t.COMPARATORLOOSE])))), debug("range list", rangeList);
        let rangeMap = /* @__PURE__ */ new Map(), comparators = rangeList.map((comp) => new Comparator(comp, this.options));
        for (let comp of comparators) {
          if (isNullSet(comp))
            return [comp];
          rangeMap.set(comp.value, comp);
        }
        rangeMap.size > 1 && rangeMap.has("") && rangeMap.delete("");
        let result = [...rangeMap.values()];
        return cache.set(memoKey, result), result;
      }
      intersects(range, options) {
        if (!(range instanceof _Range))
          throw new TypeError("a Range is required");
        return this.set.some((thisComparators) => isSatisfiable(thisComparators, options) && range.set.some((rangeComparators) => isSatisfiable(rangeComparators, options) && thisComparators.every((thisComparator) => rangeComparators.every((rangeComparator) => thisComparator.intersects(rangeComparator, options)))));
      }
      // if ANY of the sets match ALL of its comparators, then pass
      test(version) {
        if (!version)
          return !1;
        if (typeof version == "string")
          try {
            version = new SemVer(version, this.options);
          } catch {
            return !1;
          }
        for (let i = 0; i < this.set.length; i++)
          if (testSet(this.set[i], version, this.options))
            return !0;
        return !1;
      }
    };
    module.exports = Range;
    var LRU = require_lrucache(), cache = new LRU(), parseOptions = require_parse_options(), Comparator = require_comparator(), debug = require_debug(), SemVer = require_semver(), trimComparatorWhitespace = require_trim_comparator_whitespace(), {
      safeRe: re,
      src,
      t,
      tildeTrimReplace,
      caretTrimReplace
    } = require_re(), { FLAG_INCLUDE_PRERELEASE, FLAG_LOOSE } = require_constants(), BUILDSTRIPRE = new RegExp(src[t.BUILD], "g"), isNullSet = (c) => c.value === "<0.0.0-0", isAny = (c) => c.value === "", isSatisfiable = (comparators, options) => {
      let result = !0, remainingComparators = comparators.slice(), testComparator = remainingComparators.pop();
      for (; result && remainingComparators.length; )
        result = remainingComparators.every((otherComparator) => testComparator.intersects(otherComparator, options)), testComparator = remainingComparators.pop();
      return result;
    }, parseComparator = (comp, options) => (comp = comp.replace(re[t.BUILD], ""), debug("comp", comp, options), comp = replaceCarets(comp, options), debug("caret", comp), comp = replaceTildes(comp, options), debug("tildes", comp), comp = replaceXRanges(comp, options), debug("xrange", comp), comp = replaceStars(comp, options), debug("stars", comp), comp), isX = (id) => !id || id.toLowerCase() === "x" || id === "*", invalidXRangeOrder = (M, m, p) => isX(M) && !isX(m) || isX(m) && p && !isX(p), replaceTildes = (comp, options) => comp.trim().split(/\s+/).map((c) => replaceTilde(c, options)).join(" "), replaceTilde = (comp, options) => {
      let r = options.loose ? re[t.TILDELOOSE] : re[t.TILDE], z = options.includePrerelease ? "-0" : "";
      return comp.replace(r, (_, M, m, p, pr) => {
        debug("tilde", comp, _, M, m, p, pr);
        let ret;
        return isX(M) ? ret = "" : isX(m) ? ret = `>=${M}.0.0${z} <${+M + 1}.0.0-0` : isX(p) ? ret = `>=${M}.${m}.0${z} <${M}.${+m + 1}.0-0` : pr ? (debug("replaceTilde pr", pr), ret = `>=${M}.${m}.${p}-${pr} <${M}.${+m + 1}.0-0`) : ret = `>=${M}.${m}.${p} <${M}.${+m + 1}.0-0`, debug("tilde return", ret), ret;
      });
    }, replaceCarets = (comp, options) => comp.trim().split(/\s+/).map((c) => replaceCaret(c, options)).join(" "), replaceCaret = (comp, options) => {
      debug("caret", comp, options);
      let r = options.loose ? re[t.CARETLOOSE] : re[t.CARET], z = options.includePrerelease ? "-0" : "";
      return comp.replace(r, (_, M, m, p, pr) => {
        debug("caret", comp, _, M, m, p, pr);
        let ret;
        return isX(M) ? ret = "" : isX(m) ? ret = `>=${M}.0.0${z} <${+M + 1}.0.0-0` : isX(p) ? M === "0" ? ret = `>=${M}.${m}.0${z} <${M}.${+m + 1}.0-0` : ret = `>=${M}.${m}.0${z} <${+M + 1}.0.0-0` : pr ? (debug("replaceCaret pr", pr), M === "0" ? m === "0" ? ret = `>=${M}.${m}.${p}-${pr} <${M}.${m}.${+p + 1}-0` : ret = `>=${M}.${m}.${p}-${pr} <${M}.${+m + 1}.0-0` : ret = `>=${M}.${m}.${p}-${pr} <${+M + 1}.0.0-0`) : (debug("no pr"), M === "0" ? m === "0" ? ret = `>=${M}.${m}.${p} <${M}.${m}.${+p + 1}-0` : ret = `>=${M}.${m}.${p} <${M}.${+m + 1}.0-0` : ret = `>=${M}.${m}.${p} <${+M + 1}.0.0-0`), debug("caret return", ret), ret;
      });
    }, replaceXRanges = (comp, options) => (debug("replaceXRanges", comp, options), comp.split(/\s+/).map((c) => replaceXRange(c, options)).join(" ")), replaceXRange = (comp, options) => {
      comp = comp.trim();
      let r = options.loose ? re[t.XRANGELOOSE] : re[t.XRANGE];
      return comp.replace(r, (ret, gtlt, M, m, p, pr) => {
        if (debug("xRange", comp, ret, gtlt, M, m, p, pr), invalidXRangeOrder(M, m, p))
          return comp;
        let xM = isX(M), xm = xM || isX(m), xp = xm || isX(p), anyX = xp;
        return gtlt === "=" && anyX && (gtlt = ""), pr = options.includePrerelease ? "-0" : "", xM ? gtlt === ">" || gtlt === "<" ? ret = "<0.0.0-0" : ret = "*" : gtlt && anyX ? (xm && (m = 0), p = 0, gtlt === ">" ? (gtlt = ">=", xm ? (M = +M + 1, m = 0, p = 0) : (m = +m + 1, p = 0)) : gtlt === "<=" && (gtlt = "<", xm ? M = +M + 1 : m = +m + 1), gtlt === "<" && (pr = "-0"), ret = `${gtlt + M}.${m}.${p}${pr}`) : xm ? ret = `>=${M}.0.0${pr} <${+M + 1}.0.0-0` : xp && (ret = `>=${M}.${m}.0${pr} <${M}.${+m + 1}.0-0`), debug("xRange return", ret), ret;
      });
    }, replaceStars = (comp, options) => (debug("replaceStars", comp, options), comp.trim().replace(re[t.STAR], "")), replaceGTE0 = (comp, options) => (debug("replaceGTE0", comp, options), comp.trim().replace(re[options.includePrerelease ? t.GTE0PRE : t.GTE0], "")), hyphenReplace = (incPr) => ($0, from, fM, fm, fp, fpr, fb, to, tM, tm, tp, tpr) => (isX(fM) ? from = "" : isX(fm) ? from = `>=${fM}.0.0${incPr ? "-0" : ""}` : isX(fp) ? from = `>=${fM}.${fm}.0${incPr ? "-0" : ""}` : fpr ? from = `>=${from}` : from = `>=${from}${incPr ? "-0" : ""}`, isX(tM) ? to = "" : isX(tm) ? to = `<${+tM + 1}.0.0-0` : isX(tp) ? to = `<${tM}.${+tm + 1}.0-0` : tpr ? to = `<=${tM}.${tm}.${tp}-${tpr}` : incPr ? to = `<${tM}.${tm}.${+tp + 1}-0` : to = `<=${to}`, `${from} ${to}`.trim()), testSet = (set, version, options) => {
      for (let i = 0; i < set.length; i++)
        if (!set[i].test(version))
          return !1;
      if (version.prerelease.length && !options.includePrerelease) {
        for (let i = 0; i < set.length; i++)
          if (debug(set[i].semver), set[i].semver !== Comparator.ANY && set[i].semver.prerelease.length > 0) {
            let allowed = set[i].semver;
            if (allowed.major === version.major && allowed.minor === version.minor && allowed.patch === version.patch)
              return !0;
          }
        return !1;
      }
      return !0;
    };
  }
});

// node_modules/semver/classes/comparator.js
var require_comparator = __commonJS({
  "node_modules/semver/classes/comparator.js"(exports, module) {
    "use strict";
    var ANY = /* @__PURE__ */ Symbol("SemVer ANY"), Comparator = class _Comparator {
      static get ANY() {
        return ANY;
      }
      constructor(comp, options) {
        if (options = parseOptions(options), comp instanceof _Comparator) {
          if (comp.loose === !!options.loose)
            return comp;
          comp = comp.value;
        }
        comp = comp.trim().split(/\s+/).join(" "), debug("comparator", comp, options), this.options = options, this.loose = !!options.loose, this.parse(comp), this.semver === ANY ? this.value = "" : this.value = this.operator + this.semver.version, debug("comp", this);
      }
      parse(comp) {
        let r = this.options.loose ? re[t.COMPARATORLOOSE] : re[t.COMPARATOR], m = comp.match(r);
        if (!m)
          throw new TypeError(`Invalid comparator: ${comp}`);
        this.operator = m[1] !== void 0 ? m[1] : "", this.operator === "=" && (this.operator = ""), m[2] ? this.semver = new SemVer(m[2], this.options.loose) : this.semver = ANY;
      }
      toString() {
        return this.value;
      }
      test(version) {
        if (debug("Comparator.test", version, this.options.loose), this.semver === ANY || version === ANY)
          return !0;
        if (typeof version == "string")
          try {
            version = new SemVer(version, this.options);
          } catch {
            return !1;
          }
        return cmp(version, this.operator, this.semver, this.options);
      }
      intersects(comp, options) {
        if (!(comp instanceof _Comparator))
          throw new TypeError("a Comparator is required");
        return this.operator === "" ? this.value === "" ? !0 : new Range(comp.value, options).test(this.value) : comp.operator === "" ? comp.value === "" ? !0 : new Range(this.value, options).test(comp.semver) : (options = parseOptions(options), options.includePrerelease && (this.value === "<0.0.0-0" || comp.value === "<0.0.0-0") || !options.includePrerelease && (this.value.startsWith("<0.0.0") || comp.value.startsWith("<0.0.0")) ? !1 : !!(this.operator.startsWith(">") && comp.operator.startsWith(">") || this.operator.startsWith("<") && comp.operator.startsWith("<") || this.semver.version === comp.semver.version && this.operator.includes("=") && comp.operator.includes("=") || cmp(this.semver, "<", comp.semver, options) && this.operator.startsWith(">") && comp.operator.startsWith("<") || cmp(this.semver, ">", comp.semver, options) && this.operator.startsWith("<") && comp.operator.startsWith(">")));
      }
    };
    module.exports = Comparator;
    var parseOptions = require_parse_options(), { safeRe: re, t } = require_re(), cmp = require_cmp(), debug = require_debug(), SemVer = require_semver(), Range = require_range();
  }
});

// node_modules/semver/functions/satisfies.js
var require_satisfies = __commonJS({
  "node_modules/semver/functions/satisfies.js"(exports, module) {
    "use strict";
    var Range = require_range(), satisfies = (version, range, options) => {
      try {
        range = new Range(range, options);
      } catch {
        return !1;
      }
      return range.test(version);
    };
    module.exports = satisfies;
  }
});

// node_modules/semver/ranges/to-comparators.js
var require_to_comparators = __commonJS({
  "node_modules/semver/ranges/to-comparators.js"(exports, module) {
    "use strict";
    var Range = require_range(), toComparators = (range, options) => new Range(range, options).set.map((comp) => comp.map((c) => c.value).join(" ").trim().split(" "));
    module.exports = toComparators;
  }
});

// node_modules/semver/ranges/max-satisfying.js
var require_max_satisfying = __commonJS({
  "node_modules/semver/ranges/max-satisfying.js"(exports, module) {
    "use strict";
    var SemVer = require_semver(), Range = require_range(), maxSatisfying = (versions, range, options) => {
      let max = null, maxSV = null, rangeObj = null;
      try {
        rangeObj = new Range(range, options);
      } catch {
        return null;
      }
      return versions.forEach((v) => {
        rangeObj.test(v) && (!max || maxSV.compare(v) === -1) && (max = v, maxSV = new SemVer(max, options));
      }), max;
    };
    module.exports = maxSatisfying;
  }
});

// node_modules/semver/ranges/min-satisfying.js
var require_min_satisfying = __commonJS({
  "node_modules/semver/ranges/min-satisfying.js"(exports, module) {
    "use strict";
    var SemVer = require_semver(), Range = require_range(), minSatisfying = (versions, range, options) => {
      let min = null, minSV = null, rangeObj = null;
      try {
        rangeObj = new Range(range, options);
      } catch {
        return null;
      }
      return versions.forEach((v) => {
        rangeObj.test(v) && (!min || minSV.compare(v) === 1) && (min = v, minSV = new SemVer(min, options));
      }), min;
    };
    module.exports = minSatisfying;
  }
});

// node_modules/semver/ranges/min-version.js
var require_min_version = __commonJS({
  "node_modules/semver/ranges/min-version.js"(exports, module) {
    "use strict";
    var SemVer = require_semver(), Range = require_range(), gt = require_gt(), minVersion = (range, loose) => {
      range = new Range(range, loose);
      let minver = new SemVer("0.0.0");
      if (range.test(minver) || (minver = new SemVer("0.0.0-0"), range.test(minver)))
        return minver;
      minver = null;
      for (let i = 0; i < range.set.length; ++i) {
        let comparators = range.set[i], setMin = null;
        comparators.forEach((comparator) => {
          let compver = new SemVer(comparator.semver.version);
          switch (comparator.operator) {
            case ">":
              compver.prerelease.length === 0 ? compver.patch++ : compver.prerelease.push(0), compver.raw = compver.format();
            /* fallthrough */
            case "":
            case ">=":
              (!setMin || gt(compver, setMin)) && (setMin = compver);
              break;
            case "<":
            case "<=":
              break;
            /* istanbul ignore next */
            default:
              throw new Error(`Unexpected operation: ${comparator.operator}`);
          }
        }), setMin && (!minver || gt(minver, setMin)) && (minver = setMin);
      }
      return minver && range.test(minver) ? minver : null;
    };
    module.exports = minVersion;
  }
});

// node_modules/semver/ranges/valid.js
var require_valid2 = __commonJS({
  "node_modules/semver/ranges/valid.js"(exports, module) {
    "use strict";
    var Range = require_range(), validRange = (range, options) => {
      try {
        return new Range(range, options).range || "*";
      } catch {
        return null;
      }
    };
    module.exports = validRange;
  }
});

// node_modules/semver/ranges/outside.js
var require_outside = __commonJS({
  "node_modules/semver/ranges/outside.js"(exports, module) {
    "use strict";
    var SemVer = require_semver(), Comparator = require_comparator(), { ANY } = Comparator, Range = require_range(), satisfies = require_satisfies(), gt = require_gt(), lt2 = require_lt(), lte = require_lte(), gte = require_gte(), outside = (version, range, hilo, options) => {
      version = new SemVer(version, options), range = new Range(range, options);
      let gtfn, ltefn, ltfn, comp, ecomp;
      switch (hilo) {
        case ">":
          gtfn = gt, ltefn = lte, ltfn = lt2, comp = ">", ecomp = ">=";
          break;
        case "<":
          gtfn = lt2, ltefn = gte, ltfn = gt, comp = "<", ecomp = "<=";
          break;
        default:
          throw new TypeError('Must provide a hilo val of "<" or ">"');
      }
      if (satisfies(version, range, options))
        return !1;
      for (let i = 0; i < range.set.length; ++i) {
        let comparators = range.set[i], high = null, low = null;
        if (comparators.forEach((comparator) => {
          comparator.semver === ANY && (comparator = new Comparator(">=0.0.0")), high = high || comparator, low = low || comparator, gtfn(comparator.semver, high.semver, options) ? high = comparator : ltfn(comparator.semver, low.semver, options) && (low = comparator);
        }), high.operator === comp || high.operator === ecomp || (!low.operator || low.operator === comp) && ltefn(version, low.semver))
          return !1;
        if (low.operator === ecomp && ltfn(version, low.semver))
          return !1;
      }
      return !0;
    };
    module.exports = outside;
  }
});

// node_modules/semver/ranges/gtr.js
var require_gtr = __commonJS({
  "node_modules/semver/ranges/gtr.js"(exports, module) {
    "use strict";
    var outside = require_outside(), gtr = (version, range, options) => outside(version, range, ">", options);
    module.exports = gtr;
  }
});

// node_modules/semver/ranges/ltr.js
var require_ltr = __commonJS({
  "node_modules/semver/ranges/ltr.js"(exports, module) {
    "use strict";
    var outside = require_outside(), ltr = (version, range, options) => outside(version, range, "<", options);
    module.exports = ltr;
  }
});

// node_modules/semver/ranges/intersects.js
var require_intersects = __commonJS({
  "node_modules/semver/ranges/intersects.js"(exports, module) {
    "use strict";
    var Range = require_range(), intersects = (r1, r2, options) => (r1 = new Range(r1, options), r2 = new Range(r2, options), r1.intersects(r2, options));
    module.exports = intersects;
  }
});

// node_modules/semver/ranges/simplify.js
var require_simplify = __commonJS({
  "node_modules/semver/ranges/simplify.js"(exports, module) {
    "use strict";
    var satisfies = require_satisfies(), compare2 = require_compare();
    module.exports = (versions, range, options) => {
      let set = [], first = null, prev = null, v = versions.sort((a, b) => compare2(a, b, options));
      for (let version of v)
        satisfies(version, range, options) ? (prev = version, first || (first = version)) : (prev && set.push([first, prev]), prev = null, first = null);
      first && set.push([first, null]);
      let ranges = [];
      for (let [min, max] of set)
        min === max ? ranges.push(min) : !max && min === v[0] ? ranges.push("*") : max ? min === v[0] ? ranges.push(`<=${max}`) : ranges.push(`${min} - ${max}`) : ranges.push(`>=${min}`);
      let simplified = ranges.join(" || "), original = typeof range.raw == "string" ? range.raw : String(range);
      return simplified.length < original.length ? simplified : range;
    };
  }
});

// node_modules/semver/ranges/subset.js
var require_subset = __commonJS({
  "node_modules/semver/ranges/subset.js"(exports, module) {
    "use strict";
    var Range = require_range(), Comparator = require_comparator(), { ANY } = Comparator, satisfies = require_satisfies(), compare2 = require_compare(), subset = (sub, dom, options = {}) => {
      if (sub === dom)
        return !0;
      sub = new Range(sub, options), dom = new Range(dom, options);
      let sawNonNull = !1;
      OUTER: for (let simpleSub of sub.set) {
        for (let simpleDom of dom.set) {
          let isSub = simpleSubset(simpleSub, simpleDom, options);
          if (sawNonNull = sawNonNull || isSub !== null, isSub)
            continue OUTER;
        }
        if (sawNonNull)
          return !1;
      }
      return !0;
    }, minimumVersionWithPreRelease = [new Comparator(">=0.0.0-0")], minimumVersion = [new Comparator(">=0.0.0")], simpleSubset = (sub, dom, options) => {
      if (sub === dom)
        return !0;
      if (sub.length === 1 && sub[0].semver === ANY) {
        if (dom.length === 1 && dom[0].semver === ANY)
          return !0;
        options.includePrerelease ? sub = minimumVersionWithPreRelease : sub = minimumVersion;
      }
      if (dom.length === 1 && dom[0].semver === ANY) {
        if (options.includePrerelease)
          return !0;
        dom = minimumVersion;
      }
      let eqSet = /* @__PURE__ */ new Set(), gt, lt2;
      for (let c of sub)
        c.operator === ">" || c.operator === ">=" ? gt = higherGT(gt, c, options) : c.operator === "<" || c.operator === "<=" ? lt2 = lowerLT(lt2, c, options) : eqSet.add(c.semver);
      if (eqSet.size > 1)
        return null;
      let gtltComp;
      if (gt && lt2) {
        if (gtltComp = compare2(gt.semver, lt2.semver, options), gtltComp > 0)
          return null;
        if (gtltComp === 0 && (gt.operator !== ">=" || lt2.operator !== "<="))
          return null;
      }
      for (let eq of eqSet) {
        if (gt && !satisfies(eq, String(gt), options) || lt2 && !satisfies(eq, String(lt2), options))
          return null;
        for (let c of dom)
          if (!satisfies(eq, String(c), options))
            return !1;
        return !0;
      }
      let higher, lower, hasDomLT, hasDomGT, needDomLTPre = lt2 && !options.includePrerelease && lt2.semver.prerelease.length ? lt2.semver : !1, needDomGTPre = gt && !options.includePrerelease && gt.semver.prerelease.length ? gt.semver : !1;
      needDomLTPre && needDomLTPre.prerelease.length === 1 && lt2.operator === "<" && needDomLTPre.prerelease[0] === 0 && (needDomLTPre = !1);
      for (let c of dom) {
        if (hasDomGT = hasDomGT || c.operator === ">" || c.operator === ">=", hasDomLT = hasDomLT || c.operator === "<" || c.operator === "<=", gt) {
          if (needDomGTPre && c.semver.prerelease && c.semver.prerelease.length && c.semver.major === needDomGTPre.major && c.semver.minor === needDomGTPre.minor && c.semver.patch === needDomGTPre.patch && (needDomGTPre = !1), c.operator === ">" || c.operator === ">=") {
            if (higher = higherGT(gt, c, options), higher === c && higher !== gt)
              return !1;
          } else if (gt.operator === ">=" && !c.test(gt.semver))
            return !1;
        }
        if (lt2) {
          if (needDomLTPre && c.semver.prerelease && c.semver.prerelease.length && c.semver.major === needDomLTPre.major && c.semver.minor === needDomLTPre.minor && c.semver.patch === needDomLTPre.patch && (needDomLTPre = !1), c.operator === "<" || c.operator === "<=") {
            if (lower = lowerLT(lt2, c, options), lower === c && lower !== lt2)
              return !1;
          } else if (lt2.operator === "<=" && !c.test(lt2.semver))
            return !1;
        }
        if (!c.operator && (lt2 || gt) && gtltComp !== 0)
          return !1;
      }
      return !(gt && hasDomLT && !lt2 && gtltComp !== 0 || lt2 && hasDomGT && !gt && gtltComp !== 0 || needDomGTPre || needDomLTPre);
    }, higherGT = (a, b, options) => {
      if (!a)
        return b;
      let comp = compare2(a.semver, b.semver, options);
      return comp > 0 ? a : comp < 0 || b.operator === ">" && a.operator === ">=" ? b : a;
    }, lowerLT = (a, b, options) => {
      if (!a)
        return b;
      let comp = compare2(a.semver, b.semver, options);
      return comp < 0 ? a : comp > 0 || b.operator === "<" && a.operator === "<=" ? b : a;
    };
    module.exports = subset;
  }
});

// node_modules/semver/index.js
var require_semver2 = __commonJS({
  "node_modules/semver/index.js"(exports, module) {
    "use strict";
    var internalRe = require_re(), constants = require_constants(), SemVer = require_semver(), identifiers = require_identifiers(), parse = require_parse(), valid = require_valid(), clean = require_clean(), inc = require_inc(), diff = require_diff(), major = require_major(), minor = require_minor(), patch = require_patch(), prerelease = require_prerelease(), compare2 = require_compare(), rcompare = require_rcompare(), compareLoose = require_compare_loose(), compareBuild = require_compare_build(), sort = require_sort(), rsort = require_rsort(), gt = require_gt(), lt2 = require_lt(), eq = require_eq(), neq = require_neq(), gte = require_gte(), lte = require_lte(), cmp = require_cmp(), coerce2 = require_coerce(), truncate = require_truncate(), Comparator = require_comparator(), Range = require_range(), satisfies = require_satisfies(), toComparators = require_to_comparators(), maxSatisfying = require_max_satisfying(), minSatisfying = require_min_satisfying(), minVersion = require_min_version(), validRange = require_valid2(), outside = require_outside(), gtr = require_gtr(), ltr = require_ltr(), intersects = require_intersects(), simplifyRange = require_simplify(), subset = require_subset();
    module.exports = {
      parse,
      valid,
      clean,
      inc,
      diff,
      major,
      minor,
      patch,
      prerelease,
      compare: compare2,
      rcompare,
      compareLoose,
      compareBuild,
      sort,
      rsort,
      gt,
      lt: lt2,
      eq,
      neq,
      gte,
      lte,
      cmp,
      coerce: coerce2,
      truncate,
      Comparator,
      Range,
      satisfies,
      toComparators,
      maxSatisfying,
      minSatisfying,
      minVersion,
      validRange,
      outside,
      gtr,
      ltr,
      intersects,
      simplifyRange,
      subset,
      SemVer,
      re: internalRe.re,
      src: internalRe.src,
      tokens: internalRe.t,
      SEMVER_SPEC_VERSION: constants.SEMVER_SPEC_VERSION,
      RELEASE_TYPES: constants.RELEASE_TYPES,
      compareIdentifiers: identifiers.compareIdentifiers,
      rcompareIdentifiers: identifiers.rcompareIdentifiers
    };
  }
});

// src/core/nearest.ts
function editDistance(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let [i, charA] of a.split("").entries()) {
    let next = [i + 1];
    for (let [j, charB] of b.split("").entries()) {
      let substitute = cell(row, j) + (charA === charB ? 0 : 1);
      next.push(Math.min(cell(row, j + 1) + 1, cell(next, j) + 1, substitute));
    }
    row = next;
  }
  return cell(row, b.length);
}
var cell = (row, index) => row[index], LONGEST = 100, MIN_BEGINNING = 3;
function meant(word, names) {
  if (word.length > LONGEST) return null;
  let typed = word.toLowerCase(), isBeginning = (short2, long) => short2.length >= MIN_BEGINNING && long.startsWith(short2), likely = names.flatMap((name) => {
    let known2 = name.toLowerCase();
    if (isBeginning(typed, known2) || isBeginning(known2, typed)) return [{ name, distance: 0.5 }];
    let distance = editDistance(typed, known2);
    return distance <= Math.max(1, Math.floor(Math.min(typed.length, known2.length) / 3)) ? [{ name, distance }] : [];
  });
  return likely.sort((one, other) => one.distance - other.distance), likely.find(({ name }) => name.length > 2 || name.toLowerCase() === typed)?.name ?? null;
}

// src/core/aws/services.ts
var SERVICES = `
  a2c a4b access-analyzer account-access acm acm-pca aco-automation action-recommendations activate
  agent-registry agentaccess-mcp aidevops aiops airflow airflow-serverless amplify amplifybackend
  amplifyuibuilder aoss apigateway app-integrations appconfig appfabric appflow application-autoscaling
  application-signals application-signals-mcp application-transformation applicationinsights appmesh
  appmesh-preview apprunner appstream appstudio appsync apptest aps arc-region-switch arc-zonal-shift
  arsenal artifact athena auditmanager autoscaling autoscaling-plans aws-external-anthropic
  aws-marketplace aws-marketplace-management aws-portal awsconnector b2bi backup backup-gateway
  backup-search backup-storage batch bcm-dashboards bcm-data-exports bcm-pricing-calculator
  bcm-recommended-actions bedrock bedrock-agentcore bedrock-mantle bedrock-websearch billing
  billingconductor braket budgets bugbust cases cassandra ce chatbot chime cleanrooms cleanrooms-ml cloud9
  clouddirectory cloudformation cloudfront cloudfront-keyvaluestore cloudhsm cloudsearch cloudshell
  cloudtrail cloudtrail-data cloudwatch codeartifact codebuild codecatalyst codecommit codeconnections
  codedeploy codedeploy-commands-secure codeguru codeguru-profiler codeguru-reviewer codeguru-security
  codepipeline codestar codestar-connections codestar-notifications codewhisperer cognito-identity
  cognito-idp cognito-sync comprehend comprehendmedical compute-optimizer config connect connect-campaigns
  consoleapp consolidatedbilling controlcatalog controltower cost-optimization-hub cur
  customer-verification databrew dataexchange datapipeline datasync datazone dax dbqms deadline detective
  devicefarm devops-guru directconnect discovery dlm dms docdb-elastic drs ds ds-data dsql dynamodb ebs
  ec2 ec2-instance-connect ec2messages ecr ecr-public ecs ecs-mcp eks eks-auth eks-mcp elasticache
  elasticbeanstalk elasticfilesystem elasticloadbalancing elasticmapreduce elastictranscoder
  elemental-activations elemental-appliances-software elemental-inference elemental-support-cases
  elemental-support-content emr-containers emr-serverless entityresolution es events eventsbilltoaws
  evidently evs execute-api finops-agent finspace finspace-api firehose fis fms forecast frauddetector
  freertos freetier fsx gamelift gameliftstreams geo geo-maps geo-places geo-routes glacier
  globalaccelerator glue grafana greengrass groundstation groundtruthlabeling guardduty health
  health-agent healthlake honeycode identity-sync identitystore-auth imagebuilder importexport inspector
  inspector-scan inspector2 inspector2-telemetry interconnect internetmonitor invoicing iot
  iot-device-tester iotanalytics iotdeviceadvisor iotevents iotfleethub iotfleetwise iotjobsdata
  iotmanagedintegrations iotsitewise iottwinmaker iotwireless iq iq-permission ivs ivschat kafka
  kafka-cluster kafkaconnect kendra kendra-ranking kinesis kinesisanalytics kinesisvideo kms lakeformation
  lambda launchwizard lex license-manager license-manager-linux-subscriptions
  license-manager-user-subscriptions lightsail logs lookoutequipment lookoutmetrics lookoutvision m2
  machinelearning macie2 managedblockchain managedblockchain-query mapcredits marketplacecommerceanalytics
  mechanicalturk mediaconnect mediaconvert mediaimport medialive mediapackage mediapackage-vod
  mediapackagev2 mediastore mediatailor medical-imaging memorydb mgh mgn migrationhub-orchestrator
  migrationhub-strategy mobileanalytics mobiletargeting monitron mpa mq neptune-db neptune-graph
  network-firewall network-security-director network-security-manager networkflowmonitor networkmanager
  networkmanager-chat networkmonitor nimble notifications notifications-contacts nova-act oam
  observabilityadmin odb omics one opensearch opsworks opsworks-cm osis outposts panorama partnercentral
  partnercentral-account-management payment-cryptography payments pca-connector-ad pca-connector-scep pcs
  personalize pi pipes polly pricing pricingplanmanager private-networks profile proton purchase-orders q
  qapps qbusiness qdeveloper qldb quicksight ram rbin rds rds-data rds-db redshift redshift-data
  redshift-serverless refactor-spaces rekognition repostspace researchstudio resiliencehub
  resource-explorer resource-explorer-2 resource-groups rhelkb robomaker rolesanywhere route53
  route53-recovery-cluster route53-recovery-control-config route53-recovery-readiness route53domains
  route53globalresolver route53profiles route53resolver rtbfabric rum s3 s3-object-lambda s3-outposts
  s3express s3files s3tables s3vectors sagemaker sagemaker-data-science-assistant sagemaker-geospatial
  sagemaker-mlflow sagemaker-unified-studio-mcp savingsplans scheduler schemas scn sdb secretsmanager
  security-ir securityagent securityhub securitylake serverlessrepo servicecatalog servicediscovery
  serviceextract servicequotas ses shield signer signin simspaceweaver sms sms-voice
  snow-device-management snowball sns social-messaging sqlworkbench sqs ssm ssm-contacts ssm-guiconnect
  ssm-incidents ssm-quicksetup ssm-sap ssmmessages sso-oauth states storagegateway support support-console
  supportapp supportauthz supportplans sustainability swf synthetics tag tax textract thinclient
  timestream timestream-influxdb tiros tnb transcribe transfer transform transform-custom translate
  trustedadvisor ts user-subscriptions uxc vendor-insights verified-access verifiedpermissions voiceid
  vpc-lattice vpc-lattice-svcs vpce waf waf-regional wafv2 wam wellarchitected wickr wisdom workdocs
  worklink workmail workmailmessageflow workspaces workspaces-instances workspaces-web xray
`.trim().split(/\s+/);

// src/core/aws/documents.ts
var POLICIES = ["trust", "permissions", "boundary"], SHAPES = ["json", "commands", "cloudformation"], ROLE_SESSION_SECONDS = 7200;
function policyDocument(request) {
  let services = request.services === "" ? [] : request.services.split(",").map((name) => name.trim()), role = readDeployRole(request, services.flatMap(serviceProblems)), others = [readDeployRole({ ...request, stage: otherStage(role.stage), role: "" })], documents = {
    role,
    trust: trustPolicy(role),
    permissions: permissionsPolicy(role, { services, others }),
    boundary: boundaryPolicy(role, { services, others })
  }, stage = `${role.stage} of ${role.owner}/${role.repository}`;
  if (request.as === "json") return onePolicy(request.policy, stage, documents, services);
  let isCommands = request.as === "commands";
  return {
    title: `${isCommands ? "Commands" : "Template"} for the role that deploys ${stage}`,
    text: isCommands ? roleCommands(documents) : roleTemplate(documents),
    notes: [...trustNotes(role), ...permissionNotes(role, services)]
  };
}
function serviceProblems(name) {
  if (SERVICES.includes(name)) return [];
  let close = meant(name, SERVICES), hint = close === null ? "write IAM's names, separated by commas: lambda,s3" : `did you mean ${close}?`;
  return [
    { path: "--services", message: `${JSON.stringify(clip(name))} is no service of an application; ${hint}` }
  ];
}
function onePolicy(policy, stage, { role, ...documents }, services) {
  let text = textOf(documents[policy]);
  switch (policy) {
    case "trust":
      return { title: `Who may deploy ${stage}`, text, notes: trustNotes(role) };
    case "permissions":
      return { title: `What a deploy of ${stage} may do`, text, notes: permissionNotes(role, services) };
    case "boundary":
      return { title: `The most that a role of ${stage} may do`, text, notes: [boundaryNote(role)] };
  }
}
function trustNotes(role) {
  let { ids, owner, repository, stage } = role, numbers = `GitHub's numbers are not given, so a wildcard stands in for them. To give them: gh api repos/${owner}/${repository} --jq '"--owner-id \\(.owner.id) --repository-id \\(.id)"'.`;
  return [
    ...ids === null ? [numbers] : [],
    ...partitionOf(role) === "aws" ? [] : ["Outside its commercial partition AWS compares only the audience and the subject: give GitHub's numbers."],
    `Only jobs of the environment ${stage} may take the role: its protection rules decide who deploys.`
  ];
}
var permissionNotes = (role, services) => [
  boundaryNote(role),
  ...services.length > 0 ? [] : [
    "The statement Application allows all that is not administration: narrow it with --services, e.g. --services lambda,s3,cloudfront."
  ],
  "Whatever else runs in the account with stronger rights can be used by those who may change it: an account for the stage alone ends that."
], boundaryNote = (role) => `A deploy makes roles named ${role.app}-${role.stage}-… and only with the boundary ${boundaryArn(role)}; in sst.config.ts, first in run(): $transform(aws.iam.Role, (args) => { args.permissionsBoundary = "${boundaryArn(role)}" }).`;
function roleCommands({ role, trust, permissions, boundary }) {
  return `# Once per account; it may exist already: aws iam get-open-id-connect-provider --open-id-connect-provider-arn ${providerArn(role)}
aws iam create-open-id-connect-provider \\
  --url https://${ISSUER} \\
  --client-id-list ${AUDIENCE}

# The most that a role of the application may do
aws iam create-policy \\
  --policy-name ${boundaryName(role)} \\
  --policy-document ${quoted(boundary)}

# Who may deploy ${role.stage}
aws iam create-role \\
  --role-name ${role.name} \\${role.path === "/" ? "" : `
  --path ${role.path} \\`}
  --max-session-duration ${ROLE_SESSION_SECONDS} \\
  --assume-role-policy-document ${quoted(trust)}

# What a deploy may do
aws iam put-role-policy \\
  --role-name ${role.name} \\
  --policy-name ${POLICY_NAME} \\
  --policy-document ${quoted(permissions)}

# Then in pipeline.json: "stages": { "${role.stage}": { "roleArn": "${deployRoleArn(role)}" } }`;
}
var textOf = (policy) => JSON.stringify(policy, null, 2), quoted = (policy) => `'${textOf(policy)}'`;
function roleTemplate({ role, trust, permissions, boundary }) {
  return JSON.stringify(
    {
      AWSTemplateFormatVersion: "2010-09-09",
      Description: `Lets ${role.owner}/${role.repository} deploy ${role.stage} from GitHub`,
      Parameters: {
        Provider: {
          Type: "String",
          Default: "create",
          AllowedValues: ["create", "exists"],
          Description: "An account has one provider for GitHub; say exists when another stack has made it."
        }
      },
      Conditions: { CreateProvider: { "Fn::Equals": [{ Ref: "Provider" }, "create"] } },
      Resources: {
        GitHub: {
          Type: "AWS::IAM::OIDCProvider",
          Condition: "CreateProvider",
          // the account needs it for every stage
          DeletionPolicy: "Retain",
          UpdateReplacePolicy: "Retain",
          Properties: { Url: `https://${ISSUER}`, ClientIdList: [AUDIENCE] }
        },
        Boundary: {
          Type: "AWS::IAM::ManagedPolicy",
          Properties: { ManagedPolicyName: boundaryName(role), PolicyDocument: boundary }
        },
        DeployRole: {
          Type: "AWS::IAM::Role",
          Properties: {
            RoleName: role.name,
            ...role.path === "/" ? {} : { Path: role.path },
            MaxSessionDuration: ROLE_SESSION_SECONDS,
            AssumeRolePolicyDocument: trust,
            Policies: [{ PolicyName: POLICY_NAME, PolicyDocument: permissions }]
          }
        }
      },
      Outputs: { RoleArn: { Value: { "Fn::GetAtt": ["DeployRole", "Arn"] } } }
    },
    null,
    2
  );
}

// src/core/report/report.ts
function emptyReport(head) {
  return {
    schemaVersion: 1,
    ...head,
    outcome: "done",
    ok: !0,
    reason: null,
    sha: null,
    running: null,
    previous: null,
    rolledBackTo: null,
    changed: !1,
    gates: [],
    phases: [],
    migration: null,
    smoke: null,
    rollbackSmoke: null,
    overMigrations: null,
    verification: null,
    outputs: {},
    log: [],
    stages: null,
    history: null,
    nextVersion: null,
    document: null,
    tagged: null,
    plan: null,
    prerequisites: null,
    findings: null,
    secrets: null,
    fence: null,
    ciRun: null,
    approvedBy: null,
    durationMs: 0
  };
}
var isOk = (outcome, command) => outcome === "deployed" || outcome === "done" || outcome === "rolled-back" && command === "rollback", succeeds = (asked, report) => report.ok || asked === "report" && (report.command !== "report" || report.reason?.code === "RUN_NOT_RECORDED");

// src/core/secrets/review.ts
function reviewSecrets(facts) {
  let { stage, config, declared, before, stored, elsewhere } = facts, needed = /* @__PURE__ */ new Set([
    ...config.required,
    ...declared.filter(({ hasDefault }) => !hasDefault).map(({ name }) => name)
  ]), rows = [.../* @__PURE__ */ new Set([...needed, ...config.optional, ...declared.map(({ name }) => name)])].sort().map((name) => ({
    name,
    required: needed.has(name),
    isNew: before !== null && has(declared, name) && !has(before, name),
    state: stateOf(stored, name),
    elsewhere: elsewhere === null ? null : stateOf(elsewhere, name)
  }));
  return { stage, rows };
}
var has = (list2, name) => list2.some((one) => one.name === name);
function stateOf(stored, name) {
  let values = stored.filter((secret) => secret.name === name);
  return (values.find(({ fallback }) => !fallback) ?? values[0])?.state ?? "missing";
}
var unmet = ({ rows }) => rows.filter(({ required, state }) => required && state !== "set"), uneven = ({ rows }) => rows.filter(({ state, elsewhere }) => elsewhere !== null && state === "set" != (elsewhere === "set")), describeSecret = ({ name, state, isNew }) => `${name} (${state}${isNew ? ", new in this version" : ""})`, DECLARATION = /new\s+sst\s*\.\s*Secret\s*\(\s*(["'`])([A-Z][A-Za-z0-9]*)\1\s*(,\s*[^)\s])?/g, COMMENT_OR_TEXT = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g, withoutComments = (source) => source.replace(COMMENT_OR_TEXT, (part) => part.startsWith("/") ? " " : part);
function declaredSecrets(sources) {
  let found = /* @__PURE__ */ new Map();
  for (let source of sources)
    for (let [, , name = "", fallback] of withoutComments(source).matchAll(DECLARATION))
      found.set(name, (found.get(name) ?? !0) && fallback !== void 0);
  return [...found].map(([name, hasDefault]) => ({ name, hasDefault })).sort((one, other) => one.name < other.name ? -1 : 1);
}
function setCommand(runner, { name, stage, tag }) {
  let command = `secrets-set --name ${name} --stage ${stage} --tag ${tag}`;
  return runner === "host" ? `release-pipeline ${command}` : `dagger call ${command} --value env://${variableOf(name)}`;
}
var variableOf = (name) => name.replace(/([a-z\d])([A-Z])|([A-Z])(?=[A-Z][a-z])/g, "$1$3_$2").toUpperCase();

// src/core/tags.ts
var import_semver = __toESM(require_semver2(), 1);
var MAX_TAG_LENGTH = 100;
function parseTag(tag, prefix) {
  if (!tag.startsWith(prefix)) return null;
  let version = tag.slice(prefix.length), parsed = import_semver.default.parse(version);
  return parsed === null || exact(parsed) !== version ? null : { tag, version, prerelease: parsed.prerelease.length > 0 };
}
var exact = ({ version, build }) => build.length === 0 ? version : `${version}+${build.join(".")}`;
function sortVersionTags(names, prefix) {
  return names.map((name) => parseTag(name, prefix)).filter((parsed) => parsed !== null).sort((a, b) => import_semver.default.compareBuild(b.version, a.version));
}
function nearestTags(wanted, names, prefix, limit = 3) {
  return sortVersionTags(names, prefix).map(({ tag }) => ({ tag, distance: editDistance(wanted.slice(0, MAX_TAG_LENGTH), tag) })).sort((a, b) => a.distance - b.distance).slice(0, limit).map(({ tag }) => tag);
}
var BUMPS = ["patch", "minor", "major"];
function nextVersion(names, prefix, bump) {
  let current = sortVersionTags(names, prefix).find(({ prerelease }) => !prerelease), next = new import_semver.default.SemVer(current?.version ?? "0.0.0").inc(bump);
  return { current: current?.tag ?? null, next: `${prefix}${next.version}` };
}

// src/core/config/fields.ts
var Text = pipe(string(), nonEmpty("must not be empty")), Argv = pipe(
  array(string()),
  minLength(1, "must name a program"),
  description("A program and its arguments; no shell reads them. {stage}, {tag} and {sha} are replaced.")
), Environment = record(
  pipe(string(), regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "is not the name of an environment variable")),
  string()
), positive = (unit) => pipe(number(), gtValue(0, `must be more than 0 ${unit}`)), Seconds = pipe(positive("seconds"), maxValue(86400, "must be at most 86400 seconds, a day")), Name = pipe(
  string(),
  regex(/^[A-Za-z][A-Za-z0-9_]*$/, "must be a word of letters, digits and _")
), RepositoryPath = pipe(
  Text,
  regex(
    /^(?!\/)(?!(.*\/)?\.{0,2}(\/|$))(?!.*\\).+$/,
    "must be a path below the repository's root, such as packages/db/migrations"
  )
), Url = pipe(
  string(),
  regex(/^https?:\/\//, "must begin with http:// or https://"),
  url("is not a URL")
);

// src/core/config/smoke.ts
var NO_STATUS = "must be a whole number from 100 to 599", Expect = strictObject({
  status: pipe(
    optional(
      pipe(number(), integer(NO_STATUS), minValue(100, NO_STATUS), maxValue(599, NO_STATUS)),
      200
    ),
    description("HTTP status")
  ),
  json: pipe(
    optional(record(string(), union([string(), number(), boolean(), null_()]))),
    description("Values by dotted path in the JSON body, compared exactly.")
  ),
  contains: pipe(optional(Text), description("Text that the body contains.")),
  maxLatencyMs: pipe(optional(positive("ms")), description("A slower answer is a wrong answer.")),
  version: pipe(
    optional(Text),
    description(
      "Where the answer says which version it is: a dotted path in the JSON body, or header:NAME. Compared with the tag."
    )
  ),
  sha: pipe(
    optional(Text),
    description(
      "Like version, compared with the commit id, of which the first 7 digits are enough. A version alone proves no commit: a tag can be moved."
    )
  )
}), CheckUrl = pipe(
  Text,
  regex(/^(https?:\/\/|\{[A-Za-z][A-Za-z0-9_]*\})/, "must begin with http://, https:// or a {name}"),
  description("May use {name} for a URL of the stage or an output of the deployer.")
), Check = strictObject({
  name: pipe(Text, description("As reports show it; no two checks share one.")),
  url: CheckUrl,
  method: pipe(optional(picklist(["GET", "HEAD", "POST", "PUT"]), "GET"), description("HTTP method")),
  headers: pipe(optional(record(string(), string()), {}), description("HTTP request headers")),
  body: pipe(optional(string()), description("What POST or PUT sends.")),
  expect: pipe(optional(Expect, {}), description("What a right answer shows: all of it.")),
  followRedirects: pipe(
    optional(boolean(), !1),
    description("Otherwise a redirect is the answer that is judged.")
  ),
  cacheBusting: pipe(
    optional(boolean(), !0),
    description(
      "Adds pipeline-probe=RANDOM to the query, so that no cache answers. Turn it off where the address allows no other query."
    )
  ),
  optional: pipe(optional(boolean(), !1), description("Reported, but does not decide."))
}), DEFAULT_SETTLE_SECONDS = 5, DEFAULT_SETTLE_SHARE = 1 / 10, Smoke = strictObject({
  deadlineSeconds: pipe(
    optional(Seconds, 90),
    description("The version must answer rightly within this time.")
  ),
  intervalSeconds: pipe(
    optional(Seconds, 0.5),
    description("Between attempts while the version is not there yet; doubles up to maxIntervalSeconds.")
  ),
  maxIntervalSeconds: pipe(optional(Seconds, 10), description("The longest time between attempts.")),
  confirmIntervalSeconds: pipe(
    optional(Seconds, 1),
    description("Between attempts that confirm a pass or a failure.")
  ),
  consecutive: pipe(
    optional(
      pipe(number(), integer("must be a whole number"), minValue(1, "must be at least 1")),
      3
    ),
    description("Full passes in a row that make a pass; wrong answers in a row that make a failure.")
  ),
  settleSeconds: pipe(
    optional(
      pipe(
        number(),
        minValue(0, "must be 0 or more"),
        maxValue(86400, "must be at most 86400 seconds, a day")
      )
    ),
    description(
      "How long the full passes in a row of a pass last, so that no other version answers meanwhile (default: 5, at most a tenth of deadlineSeconds)."
    )
  ),
  timeoutSeconds: pipe(optional(Seconds, 10), description("For one request.")),
  checks: pipe(
    array(Check),
    minLength(1, "must hold at least one check"),
    description("All are made at once in each attempt; a required one must show which version answers.")
  )
});

// src/core/smoke/smoke.ts
var NO_ATTEMPT = {
  attempts: 0,
  passes: 0,
  passingSinceMs: 0,
  wrongs: /* @__PURE__ */ new Map(),
  waits: 0,
  reached: !1,
  otherAtMs: null,
  notBeforeMs: 0,
  showsCommit: !1,
  checks: []
};
function addAttempt(progress, readings, atMs) {
  let required = readings.filter(({ optional: optional2 }) => !optional2), arrived = isArrived(required), checks = readings.map((reading) => resultOf(reading, arrived)), verdicts = checks.filter(({ optional: optional2 }) => !optional2), passed = verdicts.every(({ verdict }) => verdict === "pass"), wrong = verdicts.filter(({ verdict }) => verdict === "fail");
  return {
    attempts: progress.attempts + 1,
    passes: passed ? progress.passes + 1 : 0,
    passingSinceMs: progress.passes === 0 ? atMs : progress.passingSinceMs,
    wrongs: new Map(wrong.map(({ name }) => [name, (progress.wrongs.get(name) ?? 0) + 1])),
    waits: passed || wrong.length > 0 ? 0 : progress.waits + 1,
    reached: readings.some(({ reached }) => reached),
    otherAtMs: required.some(({ served }) => served === "other") ? atMs : progress.otherAtMs,
    notBeforeMs: atMs + Math.max(0, ...required.map((reading) => retryAfter(reading))),
    showsCommit: required.some(({ showsCommit }) => showsCommit),
    checks
  };
}
var retryAfter = ({ right, retryAfterMs: retryAfterMs2 }) => right ? 0 : retryAfterMs2 ?? 0, isArrived = (required) => required.some(({ served }) => served === "expected") && required.every(({ served, status }) => served !== "other" && status !== null);
function resultOf(reading, arrived) {
  let { name, url: url2, optional: optional2, status, latencyMs, detail, answer } = reading, verdict = verdictOn(reading, arrived);
  return {
    name,
    url: url2,
    optional: optional2,
    verdict,
    status,
    latencyMs,
    detail,
    ...answer === null ? {} : { answer }
  };
}
var ASK_AGAIN = [408, 425, 429], isGatewayError = (status) => [502, 503, 504].includes(status) || status >= 520 && status <= 530;
function verdictOn(reading, arrived) {
  let { right, reached, served, status } = reading;
  return right ? "pass" : reached ? !arrived || status === null || ASK_AGAIN.includes(status) || isGatewayError(status) && (served !== "expected" || reading.retryAfterMs !== null) ? "not-yet" : "fail" : "unreachable";
}
function decideSmoke(progress, settings, elapsedMs) {
  if (progress.passes >= settings.consecutive && confirmedAtMs(progress, settings) <= elapsedMs)
    return { kind: "verdict", verdict: "pass", detail: `${progress.passes} full passes in a row` };
  let worst = [...progress.wrongs].find(([, count]) => count >= settings.consecutive);
  if (worst !== void 0) {
    let [name, count] = worst;
    return {
      kind: "verdict",
      verdict: "fail",
      detail: `${name} was wrong ${count} times in a row: ${detailOf(progress, name)}`
    };
  }
  let delayMs = nextDelayMs(progress, settings, elapsedMs);
  return delayMs === null ? atDeadline(progress, settings, elapsedMs) : { kind: "again", delayMs };
}
var proofOf = ({ showsCommit }) => showsCommit ? "commit" : "version";
function confirmedAtMs({ passingSinceMs }, settings) {
  let confirmingMs = (settings.consecutive - 1) * settings.confirmIntervalSeconds * 1e3;
  return passingSinceMs + Math.max(confirmingMs, settleMs(settings));
}
var settleMs = ({ settleSeconds, deadlineSeconds }) => 1e3 * (settleSeconds ?? Math.min(DEFAULT_SETTLE_SECONDS, deadlineSeconds * DEFAULT_SETTLE_SHARE)), SETTLE_ATTEMPTS = 20, MIN_SETTLE_INTERVAL_MS = 100;
function nextDelayMs(progress, settings, elapsedMs) {
  let { intervalSeconds, maxIntervalSeconds, confirmIntervalSeconds, consecutive, deadlineSeconds } = settings, leftMs = deadlineSeconds * 1e3 - elapsedMs, confirmMs = confirmIntervalSeconds * 1e3;
  if (progress.waits === 0) {
    let delayMs = progress.passes === 0 ? confirmMs : passIntervalMs(settings);
    return delayMs < leftMs ? delayMs : null;
  }
  let roomMs = leftMs - Math.max(consecutive * confirmMs, settleMs(settings));
  if (roomMs <= 0) return null;
  let askedMs = progress.notBeforeMs - elapsedMs, growingMs = Math.min(intervalSeconds * 1e3 * 2 ** (progress.waits - 1), maxIntervalSeconds * 1e3);
  return Math.min(Math.max(growingMs, askedMs), roomMs);
}
function passIntervalMs(settings) {
  let confirmMs = settings.confirmIntervalSeconds * 1e3, ms = settleMs(settings);
  return ms === 0 ? confirmMs : Math.min(confirmMs, Math.max(MIN_SETTLE_INTERVAL_MS, ms / SETTLE_ATTEMPTS));
}
function atDeadline(progress, settings, elapsedMs) {
  let { deadlineSeconds } = settings;
  return progress.reached ? {
    kind: "verdict",
    verdict: "fail",
    detail: `not right within ${deadlineSeconds} s: ${firstFault(progress, elapsedMs)}`
  } : { kind: "verdict", verdict: "inconclusive", detail: `nothing could be reached when the ${deadlineSeconds} s were over: ${firstFault(progress, elapsedMs)}` };
}
function firstFault({ checks, otherAtMs }, elapsedMs) {
  let fault = checks.find(({ optional: optional2, verdict }) => !optional2 && verdict !== "pass");
  return fault !== void 0 ? `${fault.name}: ${fault.detail}` : otherAtMs === null ? "it passed, but not often enough in a row" : `it passed, but another version still answered ${Math.round((elapsedMs - otherAtMs) / 100) / 10} s before`;
}
var detailOf = ({ checks }, name) => checks.find((check) => check.name === name).detail;

// src/core/smoke/observed.ts
function observedOf(readings, running, at) {
  let required = readings.filter(({ optional: optional2 }) => !optional2), versions = [...new Set(required.flatMap(({ claim }) => claim ?? []))], isAnswer = (status) => running === null ? !isGatewayError(status) : status < 500, answered = required.some(({ status }) => status !== null && isAnswer(status)), observed = (sighting, detail) => ({
    sighting,
    at: at.toISOString(),
    versions,
    detail
  });
  if (versions.length === 0) {
    let [first] = required;
    if (answered) return observed("unidentified", "it answers, but no check shows a version");
    let why = first === void 0 ? "no required check" : `${first.name}: ${first.detail}`, reached = required.some((reading) => reading.reached);
    return observed(reached ? "no-answer" : "unreachable", why);
  }
  let others = required.filter(({ served }) => served === "other");
  return running === null ? observed("drift", `it serves ${listed(versions)}, which the ledger does not know`) : others.length === 0 ? observed("as-recorded", `it serves ${listed(versions)}`) : observed("drift", `it serves ${listed(versions)}, but the ledger says ${describeRelease(running)}`);
}
function tagServed({ versions }, tagPrefix) {
  let [name = "", another] = versions.map((version) => version.replace(/ .*/s, ""));
  return another !== void 0 ? null : [name, `${tagPrefix}${name}`].find((tag) => parseTag(tag, tagPrefix) !== null) ?? null;
}
var listed = (versions) => versions.join(" and "), notAsked = (why, sighting = "not-asked") => ({
  sighting,
  at: null,
  versions: [],
  detail: why
});

// src/core/setup/prerequisite.ts
var nameOf = ({ id, stage }) => stage === null ? id : `${id} ${stage}`, ok = (detail) => ({ state: "ok", detail, changes: [] }), missing = (detail, ...changes) => ({
  state: "missing",
  detail,
  changes
}), differs = (detail, ...changes) => ({
  state: "differs",
  detail,
  changes
}), unknown = (detail) => ({ state: "unknown", detail, changes: [] }), judged = (fact, judge) => fact.kind === "known" ? judge(fact.value) : unseen(fact), unseen = (fact) => fact.kind === "skipped" ? { ...unknown(fact.why), asked: !1 } : unknown(fact.message), prerequisite = (id, title, stage, verdict, optional2 = !1) => ({ id, title, stage, optional: optional2, asked: !0, byHand: [], secret: null, ...verdict }), iam = (action, parameters) => ({
  on: "aws",
  action,
  parameters
}), github = (method, path, content = null) => ({ on: "github", method, path, content }), commandOf = (change) => change.on === "aws" ? awsCommand(change) : githubCommand(change);
function awsCommand({ action, parameters }) {
  let options = Object.entries(parameters).flatMap(([name, value]) => [
    `--${kebab(name)}`,
    ...value === !0 ? [] : [value].flat().map((word) => quoted2(String(word)))
  ]);
  return ["aws", "iam", kebab(action), ...options].join(" ");
}
function githubCommand({ method, path, content }) {
  let call = `gh api --method ${method} ${quoted2(path)}`;
  return content === null ? call : `printf %s ${quoted2(JSON.stringify(content))} | ${call} --input -`;
}
var kebab = (name) => name.replace(/([a-z\d])([A-Z])/g, "$1-$2").replace(/([A-Z]+)([A-Z][a-z])/g, "$1-$2").toLowerCase(), quoted2 = (text) => /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

// src/core/doctor/finding.ts
function finding(code, stage, status, what, fix) {
  let { why, fix: usual } = FINDINGS[code];
  return { code, stage, status, what, why, fix: status === "fail" || status === "warn" ? fix ?? usual : null };
}
var FINDINGS = {
  CONFIG: {
    why: "pipeline.json says what is deployed and where; everything else is judged by it.",
    fix: "Correct every place that is named."
  },
  SCRIPTS: {
    why: "A command that starts what the version does not have fails in the middle of its deploy.",
    fix: "Correct the command in pipeline.json, or commit what it starts and tag that commit."
  },
  ENGINE_VERSION: {
    why: "An older engine refuses the module, and a newer one may read it differently.",
    fix: "Install the version that dagger.json names."
  },
  GIT_VERSION: {
    why: "Tags, commits and the ledger are read and written with git.",
    fix: "Install git 2.31 or newer."
  },
  CHECKOUT: {
    why: "Tags and history say which commit a version is and whether it is on the main branch.",
    fix: "git fetch --unshallow --tags; in GitHub Actions let actions/checkout have fetch-depth: 0."
  },
  LEDGER_READ: {
    why: "The ledger says what every stage runs and where a rollback goes.",
    fix: "Use credentials that may read the ledger's remote: --git-token env://GITHUB_TOKEN on an engine."
  },
  LEDGER_WRITE: {
    why: "A run that cannot write its record is refused before it deploys anything.",
    fix: "Use credentials that may push to the ledger's remote (in GitHub Actions permissions: contents: write), and let the remote's own hooks and rules take refs/pipeline/*."
  },
  LEDGER_REMOTE: {
    why: "A ledger on one machine cannot keep another machine from deploying at the same time.",
    fix: 'Set "ledger": { "remote": "origin" } in pipeline.json.'
  },
  CREDENTIALS: {
    why: "A stage in AWS is deployed only with credentials that were checked before.",
    fix: "See docs/aws-credentials.md."
  },
  OIDC_TOKEN: {
    why: "With a token of its own, a CI job needs no stored keys.",
    fix: "Give the job permissions: id-token: write, and run doctor in it."
  },
  OIDC_TRUST: {
    why: "AWS gives the role only to tokens whose claims its trust policy names.",
    fix: "Let setup --apply write the trust policy again."
  },
  PREREQUISITES: {
    why: "Roles and environments are those of one repository; without its name none was looked at.",
    fix: "Name it: --repository owner/name."
  },
  REPOSITORY: {
    why: "Environments and rules are those of one repository, and the roles trust it alone.",
    fix: "Name another one: --repository owner/name; or use a token that may see it."
  },
  AWS_ACCOUNT: {
    why: "What another account holds says nothing about the stage.",
    fix: "Log in to the account that pipeline.json names."
  },
  OIDC_PROVIDER: {
    why: "Without it, AWS accepts no token from GitHub.",
    fix: "setup --apply"
  },
  ROLE: {
    why: "A deploy acts as this role; its trust policy says who may assume it, its session length how long a deploy may take.",
    fix: "setup --apply"
  },
  ROLE_BOUNDARY: {
    why: "A deploy that could make a role without a boundary could make an administrator.",
    fix: "setup --apply"
  },
  ROLE_PERMISSIONS: {
    why: "A deploy that lacks a permission stops halfway.",
    fix: "setup --apply"
  },
  ROLE_IN_CONFIG: {
    why: "A job assumes the role that pipeline.json names.",
    fix: "Set stages.STAGE.roleArn in pipeline.json."
  },
  ENVIRONMENT: {
    why: "The role trusts jobs of this environment only.",
    fix: "setup --apply"
  },
  ENVIRONMENT_REFS: {
    why: "Otherwise anyone who may push a branch could deploy from it, reviewed or not.",
    fix: "setup --apply"
  },
  ENVIRONMENT_REVIEWERS: {
    why: "Without a reviewer, production changes without anyone having approved it.",
    fix: "setup --reviewer LOGIN --apply"
  },
  ENVIRONMENT_VARIABLES: {
    why: "Other steps of the workflow find role and region there.",
    fix: "setup --apply"
  },
  TAG_RULES: {
    why: "A tag that can be moved names something else tomorrow; the pipeline refuses it, and a rule prevents it.",
    fix: "Add a tag ruleset that restricts updates and deletions."
  },
  TAG_MAKERS: {
    why: "The push of a version tag deploys it to staging.",
    fix: "Add a tag ruleset that restricts creations; setup shows the command."
  },
  SECRETS: {
    why: "A deploy stops before it changes anything where its stage lacks a secret that the version needs.",
    fix: "Let secrets-set give each stage its value."
  },
  SECRETS_PARITY: {
    why: "What staging has and production lacks comes up in the deploy to production, when everyone is waiting for it.",
    fix: "Let secrets-set give the other stage its value."
  },
  APP: {
    why: "A stage that can't be reached from here can't be smoke-tested from here, and one that was changed past the pipeline has another way back than the ledger says.",
    fix: "Run smoke --stage STAGE; check stages.STAGE.urls, whether this machine can reach them, and who deployed what runs."
  }
};

// src/core/doctor/doctor.ts
var import_semver2 = __toESM(require_semver2(), 1);

// src/core/aws/trust-verdict.ts
function trustFaults(policy, issuer, claims) {
  let statements = policy.Statement.filter((statement) => isAbout(statement, issuer));
  if (statements.length === 0) return [`The policy trusts no token of ${issuer}.`];
  let faults = statements.map((statement) => conditionFaults(statement, issuer, claims));
  return faults.some((found) => found.length === 0) ? [] : faults.flat();
}
function isAbout({ Effect, Principal, Action }, issuer) {
  let actions = [Action].flat();
  return Effect === "Allow" && actions.includes("sts:AssumeRoleWithWebIdentity") && Principal?.Federated.endsWith(`:oidc-provider/${issuer}`) === !0;
}
var OPERATORS = {
  StringEquals: (pattern, value) => pattern === value,
  StringLike: isLike
};
function conditionFaults({ Condition = {} }, issuer, claims) {
  return Object.entries(Condition).flatMap(([operator, keys]) => {
    let compare2 = OPERATORS[operator];
    return compare2 === void 0 ? [`The policy's condition ${operator} is not understood here.`] : Object.entries(keys).flatMap(([key, wanted]) => {
      let name = key.startsWith(`${issuer}:`) ? key.slice(issuer.length + 1) : key, values = [claims[name]].flat().filter((value) => value !== void 0).map(String), patterns = [wanted].flat();
      if (values.some((value) => patterns.some((pattern) => compare2(pattern, value)))) return [];
      let has3 = values.length === 0 ? "does not have it" : `has ${values.join(", ")}`;
      return [`The policy wants ${name} to be ${patterns.join(" or ")}; the token ${has3}.`];
    });
  });
}
function isLike(pattern, value) {
  let [at, seen, star, resume] = [0, 0, -1, 0];
  for (; seen < value.length; )
    if (pattern[at] === "*")
      star = at++, resume = seen;
    else if (pattern[at] === "?" || pattern[at] === value[seen])
      at++, seen++;
    else if (star >= 0)
      at = star + 1, seen = ++resume;
    else return !1;
  return /^\**$/.test(pattern.slice(at));
}

// src/core/migrations/migration.ts
var destructive = (what) => ({ risk: "destructive", what }), unknown2 = (what) => ({ risk: "unknown", what });
function migrationPattern({ pattern }) {
  try {
    return new RegExp(pattern, "u");
  } catch {
    return null;
  }
}
var isMigration = (config, path) => migrationPattern(config)?.test(path) === !0 && !/\.d\.[cm]?ts$|\.down\.\w+$/i.test(path);
function downFileOf(path, files) {
  let wanted = path.replace(/(\.up)?(\.\w+)$/i, ".down$2");
  return files.includes(wanted) ? wanted : null;
}
var NAMED = 5;
function describeMigrations(migrations) {
  let named = migrations.slice(0, NAMED).map(describeMigration), more = migrations.length - named.length;
  return [...named, ...more > 0 ? [`and ${more} more`] : []].join(", ");
}
function describeMigration({ path, change, risk, reasons, down }) {
  let kind = reasons.length === 0 ? risk : `${risk}: ${clip(reasons.join(", "), MAX_REASONS)}`;
  return `${path} (${kind}${change !== "new" || down !== null ? "" : "; no down migration"})`;
}
var MAX_REASONS = 160;

// src/core/gates/ci.ts
var OWN_JOBS = ["* / Pipeline plan", "* / Pipeline on staging", "* / Pipeline on production"];
function countChecks(seen, { required, ignore }) {
  let checks = seen.filter(({ name }) => !matchesAny(name, [...OWN_JOBS, ...ignore]));
  return { checks, required, ignored: seen.length - checks.length };
}
function unfinished({ checks, required }) {
  let absent = required.filter((name) => !checks.some((check) => check.name === name));
  return [...checksThat("running", checks), ...absent.map((name) => `${name} (not reported)`)];
}
var isUndecided = (ci) => checksThat("failed", ci.checks).length === 0 && (ci.checks.length === 0 || unfinished(ci).length > 0), checksThat = (state, checks) => checks.filter((check) => check.state === state).map(({ name, said }) => `${name} (${said})`), matchesAny = (name, patterns) => patterns.some((pattern) => matches(name, pattern.split("*")));
function matches(name, [first = "", ...rest]) {
  let last = rest.pop();
  if (last === void 0) return name === first;
  if (!name.startsWith(first) || !name.endsWith(last)) return !1;
  let at = first.length;
  for (let part of rest) {
    let found = name.indexOf(part, at);
    if (found === -1) return !1;
    at = found + part.length;
  }
  return at + last.length <= name.length;
}

// src/core/gates/gate.ts
var pass = (detail) => ({ pass: detail }), skip = (why) => ({ skip: why }), fail = (code, message, fix) => ({
  fail: reason(code, message, fix)
});
function gateResult({ id, title }, judgement, stage) {
  let head = { id, title, code: null, fix: null };
  if ("skip" in judgement) return { ...head, status: "skipped", detail: judgement.skip };
  if ("pass" in judgement) return { ...head, status: "pass", detail: judgement.pass };
  let { code, message, fix } = judgement.fail;
  return {
    ...head,
    status: "fail",
    detail: message,
    code,
    fix: stage === null ? fix : fix.replaceAll("STAGE", stage)
  };
}
function firstFailure(gates) {
  return gates.flatMap(
    ({ status, code, detail, fix }) => status === "fail" && code !== null && fix !== null ? [{ code, message: detail, fix }] : []
  )[0] ?? null;
}

// src/core/gates/input-gates.ts
function judgeInput(fact, judge) {
  return fact.kind === "skipped" ? skip(fact.why) : fact.kind === "known" ? judge(fact.value) : fail("GATE_UNAVAILABLE", fact.message);
}
var judgeCi = ({ inputs, sha }) => judgeInput(inputs.ci, (ci) => judgeChecks(ci, shortSha(sha)));
function judgeChecks(ci, commit) {
  let { checks, required, ignored } = ci, failing = checksThat("failed", checks);
  if (failing.length > 0) return fail("CI_NOT_GREEN", `Not passed on ${commit}: ${listSome(failing)}.`);
  let waiting = unfinished(ci);
  if (waiting.length > 0) return fail("CI_UNFINISHED", `Not finished on ${commit}: ${listSome(waiting)}.`);
  let unproven = checksThat(
    "neutral",
    checks.filter(({ name }) => required.includes(name))
  );
  if (unproven.length > 0)
    return fail("CI_NOT_GREEN", `Required, but proves nothing on ${commit}: ${listSome(unproven)}.`);
  let passed = checks.filter(({ state }) => state === "passed").map(({ name }) => name);
  if (passed.length > 0)
    return pass(`${counted(passed.length, "check")} passed on ${commit}: ${listSome(passed)}`);
  let own = ignored === 0 ? "" : `, apart from ${ignored} that ${ignored === 1 ? "does" : "do"} not count`;
  return checks.length === 0 ? fail("CI_MISSING", `No check has reported on ${commit}${own}.`) : fail(
    "CI_MISSING",
    `No check has passed on ${commit}${own}: ${listSome(checksThat("neutral", checks))}.`
  );
}
var judgeDrift = ({ state, inputs: { observed } }) => {
  let { sighting, at, detail } = observed, seen = at === null ? detail : `${detail} (seen ${at})`;
  return sighting === "as-recorded" ? pass(seen) : sighting !== "drift" || state.running?.verified !== !0 ? skip(seen) : fail("STAGE_DRIFTED", `${sentence(detail)} It was seen at ${at}.`);
}, judgeIncidents = ({ inputs }) => judgeInput(
  inputs.incidents,
  (incidents) => incidents.length === 0 ? pass("none is open") : fail(
    "INCIDENT_OPEN",
    `${counted(incidents.length, "incident")} open: ${listSome(incidents.map(({ title }) => title))}.`
  )
), judgeNewMigrations = ({ stage, delta, migrationPolicy }) => judgeInput(delta.migrations, (migrations) => {
  if (migrations.length === 0) return pass("none between the running version and this one");
  let list2 = `${counted(migrations.length, "migration")}: ${describeMigrations(migrations)}`;
  return stage === "production" && migrationPolicy === "block" ? fail("MIGRATIONS_UNACKNOWLEDGED", `${list2}.`) : pass(list2);
}), judgeStageCredentials = (credentials) => judgeInput(
  credentials,
  ({ found, wanted, neededSeconds: neededSeconds2 }) => judgeCredentials(found, wanted, neededSeconds2)
), judgeTree = ({ inputs, tag }) => judgeInput(inputs.tree, ({ submodules, lfs }) => {
  let missing3 = submodules.flatMap(({ path, missing: why }) => why === null ? [] : [`${path} (${why})`]);
  return missing3.length > 0 ? fail("TREE_INCOMPLETE", `Submodules that cannot be fetched: ${listSome(missing3)}.`) : lfs.length > 0 ? fail(
    "TREE_INCOMPLETE",
    `Files whose content is in Git LFS, which is not fetched: ${listSome(lfs)}.`
  ) : judgeInput(
    inputs.scripts,
    (scripts) => scripts.length > 0 ? fail("SCRIPT_MISSING", `${tag} lacks what pipeline.json starts: ${describeScripts(scripts)}.`) : pass(
      submodules.length === 0 ? "all of it is in the commit" : counted(submodules.length, "submodule")
    )
  );
}), describeScripts = (scripts) => scripts.map(
  ({ path, what, meant: meant2 }) => `${path} starts ${what}${meant2 === null ? "" : ` (did you mean ${meant2}?)`}`
).map(plain).join(", "), judgeSecrets = ({ inputs, stage }) => judgeInput(inputs.secrets, (review) => {
  let lacking2 = unmet(review), required = review.rows.filter((row) => row.required).length;
  return lacking2.length === 0 ? pass(`${counted(required, "required secret")} set`) : fail("SECRETS_MISSING", `${stage} lacks ${lacking2.map(describeSecret).join(", ")}.`);
});

// src/core/doctor/doctor.ts
var diagnose = (facts) => [
  finding("CONFIG", null, "ok", "pipeline.json is valid"),
  ...machineFindings(facts.machine),
  checkoutFinding(facts),
  judged2(
    "SCRIPTS",
    null,
    facts.scripts,
    ({ tag, missing: missing3 }) => missing3.length === 0 ? ["ok", `${tag} has everything that pipeline.json starts`] : ["fail", `${tag} lacks what pipeline.json starts: ${describeScripts(missing3)}`]
  ),
  judged2("LEDGER_READ", null, facts.ledgerRead, () => ["ok", facts.ledger]),
  judged2("LEDGER_WRITE", null, facts.ledgerWrite, () => ["ok", `${facts.ledger}; tried without writing`]),
  tokenFinding(facts.claims),
  ...STAGES.map((stage) => credentialsFinding(facts, stage)),
  ...STAGES.map((stage) => trustFinding(facts, stage)),
  ...facts.prerequisites.kind === "known" ? prerequisiteFindings(facts.prerequisites.value) : [unseen2("PREREQUISITES", null, facts.prerequisites)],
  ...secretFindings(facts.secrets, facts.runner),
  ...STAGES.map((stage) => appFinding(facts, stage))
];
function judged2(code, stage, fact, judge) {
  return fact.kind === "known" ? finding(code, stage, ...judge(fact.value)) : unseen2(code, stage, fact);
}
var unseen2 = (code, stage, fact) => fact.kind === "skipped" ? finding(code, stage, "skipped", fact.why) : finding(code, stage, "fail", fact.message), OLDEST_GIT = "2.31.0", machineFindings = ({ git, engine, wantedEngine }) => [
  judged2(
    "GIT_VERSION",
    null,
    git,
    (seen) => (0, import_semver2.lt)((0, import_semver2.coerce)(seen) ?? OLDEST_GIT, OLDEST_GIT) ? ["fail", `git ${seen}`] : ["ok", `git ${seen}`]
  ),
  judged2("ENGINE_VERSION", null, engine, (seen) => {
    let [have, want] = [(0, import_semver2.coerce)(seen), (0, import_semver2.coerce)(wantedEngine)], what = `${seen}; the module asks for ${wantedEngine}`;
    return have === null || want === null ? ["warn", what] : (0, import_semver2.compare)(have, want) < 0 ? ["fail", what] : have.major === want.major && have.minor === want.minor ? ["ok", what] : ["warn", what];
  })
];
function checkoutFinding({ checkout, versions }) {
  return judged2("CHECKOUT", null, checkout, ({ shallow }) => shallow ? ["fail", "the clone is shallow: its history is cut off"] : versions.kind !== "known" ? ["warn", "the tags cannot be listed"] : versions.value === 0 ? ["warn", "there is no version among the tags", "git fetch --tags, or tag the first release."] : ["ok", `whole history, ${counted(versions.value, "version")}`]);
}
function tokenFinding(claims) {
  return judged2("OIDC_TOKEN", null, claims, ({ iss, aud, sub }) => {
    let what = `iss ${shown2(iss)}, aud ${shown2(aud)}, sub ${shown2(sub)}`;
    return [aud].flat().includes(AUDIENCE) ? ["ok", what] : ["fail", what];
  });
}
var shown2 = (claim) => clip(typeof claim == "string" ? claim : JSON.stringify([claim]).slice(1, -1), 200);
function credentialsFinding({ stages }, stage) {
  return judged2("CREDENTIALS", stage, stages[stage].credentials, ({ found, wanted, neededSeconds: neededSeconds2 }) => {
    let verdict = judgeCredentials(found, wanted, neededSeconds2);
    return "pass" in verdict ? ["ok", verdict.pass] : ["fail", verdict.fail.message, verdict.fail.fix];
  });
}
function trustFinding({ claims, stages }, stage) {
  let skip2 = (why) => finding("OIDC_TRUST", stage, "skipped", why);
  if (claims.kind !== "known") return skip2("this job has no token to judge");
  let { environment } = claims.value;
  if (environment !== stage)
    return skip2(
      environment === void 0 ? "this job is in no environment" : `this job is in environment ${shown2(environment)}`
    );
  let { trust } = stages[stage];
  if (trust.kind !== "known") return skip2(trust.kind === "skipped" ? trust.why : trust.message);
  let policy = trust.value === null ? null : readPolicy(trust.value);
  if (policy === null) return skip2("there is no trust policy that can be read");
  let faults = trustFaults(policy, ISSUER, claims.value);
  return faults.length === 0 ? finding("OIDC_TRUST", stage, "ok", `the role's trust policy lets ${shown2(claims.value.sub)} in`) : finding("OIDC_TRUST", stage, "fail", faults.join(" "));
}
function readPolicy(text) {
  let json = readJson(text);
  if (!json.ok) return null;
  let { Statement } = Object(json.value);
  return Array.isArray(Statement) ? json.value : null;
}
var APP_STATUS = {
  "as-recorded": "ok",
  unidentified: "warn",
  drift: "fail",
  "no-answer": "fail",
  unreachable: "fail",
  "no-address": "fail",
  "not-asked": "skipped"
};
function appFinding({ stages }, stage) {
  let { sighting, at, detail } = stages[stage].app;
  return finding("APP", stage, APP_STATUS[sighting], at === null ? detail : `${detail} (seen ${at})`);
}
function findingTally(findings) {
  let count = (status) => findings.filter((one) => one.status === status).length;
  return [
    `${count("ok")} of ${counted(findings.length, "check")} ok`,
    ...count("fail") > 0 ? [`${count("fail")} failed`] : [],
    ...count("warn") > 0 ? [`${count("warn")} with a warning`] : [],
    ...count("skipped") > 0 ? [`${count("skipped")} not made`] : []
  ].join(", ");
}
var CODES = {
  repository: "REPOSITORY",
  account: "AWS_ACCOUNT",
  provider: "OIDC_PROVIDER",
  role: "ROLE",
  boundary: "ROLE_BOUNDARY",
  permissions: "ROLE_PERMISSIONS",
  environment: "ENVIRONMENT",
  refs: "ENVIRONMENT_REFS",
  reviewers: "ENVIRONMENT_REVIEWERS",
  variables: "ENVIRONMENT_VARIABLES",
  config: "ROLE_IN_CONFIG",
  ledger: "LEDGER_REMOTE",
  tags: "TAG_RULES",
  "tag-makers": "TAG_MAKERS"
}, PARENTS = {
  boundary: "role",
  permissions: "role",
  refs: "environment",
  reviewers: "environment",
  variables: "environment"
}, prerequisiteFindings = (all) => all.map((one) => {
  let code = CODES[one.id], what = `${one.title}: ${one.detail}`, parent = all.find(({ id, stage }) => id === PARENTS[one.id] && stage === one.stage);
  if (parent?.state === "missing") return finding(code, one.stage, "skipped", `there is no ${parent.id}`);
  switch (one.state) {
    case "ok":
      return finding(code, one.stage, "ok", what);
    case "unknown":
      return finding(
        code,
        one.stage,
        one.asked ? "warn" : "skipped",
        what,
        "Look again with credentials that may see it."
      );
    default:
      return finding(code, one.stage, one.optional ? "warn" : "fail", what);
  }
});
function secretFindings(seen, runner) {
  return seen.kind === "skipped" ? [skipped("SECRETS", seen.why), skipped("SECRETS_PARITY", seen.why)] : seen.kind === "unavailable" ? [
    finding("SECRETS", null, "fail", seen.message, "Fix what keeps them from being listed."),
    skipped("SECRETS_PARITY", "the stages' secrets cannot be listed")
  ] : [lackingFinding(seen.value, runner), parityFinding(seen.value, runner)];
}
var skipped = (code, why) => finding(code, null, "skipped", why);
function lackingFinding({ release: { tag }, review: { rows } }, runner) {
  let required = rows.filter((row) => row.required), lacking2 = required.filter(({ state, elsewhere }) => state !== "set" && elsewhere !== "set");
  if (lacking2.length === 0) {
    let what2 = required.length === 0 ? "none" : `${counted(required.length, "secret")}, each set on a stage`;
    return finding("SECRETS", null, "ok", `${tag} needs ${what2}`);
  }
  let commands = lacking2.flatMap(
    ({ name }) => STAGES.map((stage) => setCommand(runner, { name, stage, tag }))
  ), what = `${tag} needs ${namesOf(lacking2)}, which neither stage has a value for`;
  return finding("SECRETS", null, "fail", what, commands.join("; "));
}
function parityFinding({ release: { tag }, review }, runner) {
  let rows = uneven(review);
  if (rows.length === 0) return finding("SECRETS_PARITY", null, "ok", "both stages have the same secrets set");
  let other = otherStage(review.stage), lacks = ({ state }) => state === "set" ? other : review.stage, what = STAGES.flatMap((stage) => {
    let lacking2 = rows.filter((row) => lacks(row) === stage);
    return lacking2.length === 0 ? [] : [
      `${namesOf(lacking2)}: set on ${otherStage(stage)}, ${stage} lacks ${lacking2.length === 1 ? "it" : "them"}`
    ];
  }), commands = rows.map((row) => setCommand(runner, { name: row.name, stage: lacks(row), tag })), status = rows.some(({ required }) => required) ? "fail" : "warn";
  return finding("SECRETS_PARITY", null, status, what.join("; "), commands.join("; "));
}
var namesOf = (rows) => rows.map(({ name }) => name).join(", ");

// src/core/setup/aws.ts
function awsPrerequisites(target, facts) {
  let [{ role }] = target.stages;
  return [
    prerequisite(
      "account",
      "The AWS credentials belong to the account",
      null,
      judged(facts.account, (account) => judgeAccount(target, account))
    ),
    prerequisite(
      "provider",
      "AWS accepts tokens that GitHub issues",
      null,
      judged(facts.provider, (provider) => judgeProvider(providerArn(role), provider))
    ),
    ...target.stages.flatMap((wanted) => stagePrerequisites(wanted, facts))
  ];
}
function stagePrerequisites(wanted, facts) {
  let { stage } = wanted, { role, permissions, boundary } = facts.stages[stage];
  return [
    prerequisite(
      "boundary",
      "A boundary for the roles that a deploy makes",
      stage,
      judged(boundary, (seen) => judgeBoundary(wanted, seen))
    ),
    prerequisite(
      "role",
      "A role that only jobs of this environment can assume",
      stage,
      judged(role, (seen) => judgeRole(wanted, seen))
    ),
    prerequisite(
      "permissions",
      "The role may do what a deploy does",
      stage,
      judged(permissions, (seen) => judgePermissions(wanted, seen))
    )
  ];
}
var judgeAccount = ({ account }, seen) => seen === account ? ok(account) : differs(`the credentials belong to account ${seen}, not ${account}, so nothing was looked at there`);
function judgeProvider(arn, provider) {
  if (provider === null) {
    let create = iam("CreateOpenIDConnectProvider", { Url: `https://${ISSUER}`, ClientIDList: [AUDIENCE] });
    return missing(`the account has no OIDC provider ${ISSUER}`, create);
  }
  return provider.audiences.includes(AUDIENCE) ? ok(`${ISSUER} for ${AUDIENCE}`) : differs(
    `the provider ${ISSUER} does not list ${AUDIENCE} as an audience`,
    iam("AddClientIDToOpenIDConnectProvider", { OpenIDConnectProviderArn: arn, ClientID: AUDIENCE })
  );
}
function judgeRole({ stage, role, sessionSeconds }, seen) {
  let trust = trustPolicy(role), name = { RoleName: role.name }, arn = deployRoleArn(role), document = JSON.stringify(trust);
  if (seen === null)
    return missing(
      `there is no role ${role.name}`,
      iam("CreateRole", {
        ...name,
        ...role.path === "/" ? {} : { Path: role.path },
        AssumeRolePolicyDocument: document,
        MaxSessionDuration: sessionSeconds
      })
    );
  if (seen.arn !== arn)
    return differs(
      `${role.name} is ${seen.arn}, not ${arn}: set stages.${stage}.roleArn to the existing one, or delete that role`
    );
  let isTrusted = saysTheSame(seen.trust, trust), isLong = seen.maxSessionSeconds >= sessionSeconds;
  if (isTrusted && isLong) return ok(arn);
  if (!isTrusted && role.ids === null)
    return unknown(`${role.name} exists; who it trusts cannot be judged without GitHub`);
  let faults = [
    ...isTrusted ? [] : ["its trust policy differs"],
    ...isLong ? [] : [`its sessions last ${seen.maxSessionSeconds} s, and a deploy may need ${sessionSeconds} s`]
  ];
  return differs(
    `${role.name}: ${faults.join("; ")}`,
    ...isTrusted ? [] : [iam("UpdateAssumeRolePolicy", { ...name, PolicyDocument: document })],
    ...isLong ? [] : [iam("UpdateRole", { ...name, MaxSessionDuration: sessionSeconds })]
  );
}
function judgeBoundary({ role, others }, seen) {
  let policy = boundaryPolicy(role, { services: [], others }), PolicyDocument = JSON.stringify(policy);
  if (seen === null)
    return missing(
      `there is no policy ${boundaryName(role)}`,
      iam("CreatePolicy", { PolicyName: boundaryName(role), PolicyDocument })
    );
  if (saysTheSame(seen, policy)) return ok(boundaryArn(role));
  let version = { PolicyArn: boundaryArn(role), PolicyDocument, SetAsDefault: !0 };
  return differs(`the policy ${boundaryName(role)} differs`, iam("CreatePolicyVersion", version));
}
function judgePermissions({ role, others }, seen) {
  let policy = permissionsPolicy(role, { services: [], others }), put = iam("PutRolePolicy", {
    RoleName: role.name,
    PolicyName: POLICY_NAME,
    PolicyDocument: JSON.stringify(policy)
  });
  return seen === null ? missing(`${role.name} has no policy ${POLICY_NAME}`, put) : saysTheSame(seen, policy) ? ok(`policy ${POLICY_NAME}, ${counted(policy.Statement.length, "statement")}`) : differs(`the policy ${POLICY_NAME} of ${role.name} differs`, put);
}
function saysTheSame(text, policy) {
  let json = readJson(text);
  return json.ok && samePolicy(json.value, policy);
}
var samePolicy = (left, right) => JSON.stringify(canonical(left)) === JSON.stringify(canonical(right));
function canonical(value) {
  if (Array.isArray(value)) {
    let members = value.map(canonical);
    return members.length === 1 ? members[0] : members.toSorted(byText);
  }
  return typeof value != "object" || value === null ? value : Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, canonical(inner)]).toSorted(([one], [other]) => one < other ? -1 : 1)
  );
}
var byText = (left, right) => JSON.stringify(left) < JSON.stringify(right) ? -1 : 1;

// src/core/setup/github.ts
function githubPrerequisites(target, facts) {
  return target.stages.flatMap((wanted) => {
    let { stage } = wanted, { environment, variables } = facts.stages[stage], path = environmentPath(target, stage);
    return [
      prerequisite(
        "environment",
        "GitHub has the environment",
        stage,
        judged(environment, (seen) => judgeEnvironment(path, stage, seen))
      ),
      prerequisite(
        "refs",
        "Only reviewed refs deploy",
        stage,
        judged(environment, (seen) => judgeRefs(path, refsOf(stage, target), seen))
      ),
      ...stage === "production" ? [
        prerequisite(
          "reviewers",
          "A reviewer approves deploys to production",
          stage,
          judged(environment, (seen) => judgeReviewers(path, target, facts, seen))
        )
      ] : [],
      prerequisite(
        "variables",
        "The environment's variables name role and region",
        stage,
        judged(variables, (seen) => judgeVariables(path, variablesOf(wanted), seen))
      )
    ];
  });
}
var environmentPath = (target, stage) => `${repositoryPath(target)}/environments/${stage}`, judgeEnvironment = (path, stage, seen) => seen === null ? missing(`there is no environment ${stage}`, github("PUT", path, {})) : ok(`environment ${stage}`), MAX_REVIEWERS = 6;
function judgeReviewers(path, { reviewers: wanted }, { reviewers, repository }, seen) {
  let present = seen?.reviewers ?? [];
  return wanted.length === 0 ? present.length > 0 ? ok(namesOf2(present)) : missing(`no approval is required; name a reviewer with --reviewer${planNote(repository)}`) : judged(reviewers, (asked) => {
    let lacking2 = asked.filter(({ type, id }) => !present.some((one) => one.type === type && one.id === id));
    if (lacking2.length === 0) return ok(namesOf2(present));
    let all = [...present, ...lacking2];
    if (all.length > MAX_REVIEWERS)
      return differs(`GitHub allows ${MAX_REVIEWERS} reviewers, and there are ${present.length} already`);
    let change = github("PUT", path, settingsWith(seen, all)), detail = `not among the reviewers: ${namesOf2(lacking2)}${planNote(repository)}`;
    return present.length === 0 ? missing(detail, change) : differs(detail, change);
  });
}
var namesOf2 = (reviewers) => reviewers.map(({ name }) => name).join(", "), planNote = (repository) => repository.kind === "known" && repository.value.isPrivate ? "; for a private repository, GitHub offers required reviewers in its Enterprise plan only: without it, running the workflow is the approval, so restrict who may run it" : "", settingsWith = (seen, reviewers) => ({
  ...seen !== null && seen.waitTimer > 0 ? { wait_timer: seen.waitTimer } : {},
  ...seen?.preventSelfReview ? { prevent_self_review: !0 } : {},
  ...reviewers.length > 0 ? { reviewers: reviewers.map(({ type, id }) => ({ type, id })) } : {},
  deployment_branch_policy: { protected_branches: !1, custom_branch_policies: !0 }
});
function refsOf(stage, { mainBranch, tagPrefix }) {
  let main = { name: mainBranch, type: "branch" };
  return stage === "staging" ? [main, { name: `${tagPrefix}*`, type: "tag" }] : [main];
}
function judgeRefs(path, wanted, seen) {
  let present = seen !== null && Array.isArray(seen.refs) ? seen.refs : null, lacking2 = wanted.filter((ref) => !has2(present ?? [], ref)), foreign = (present ?? []).filter((ref) => !has2(wanted, ref));
  if (present !== null && lacking2.length === 0 && foreign.length === 0) return ok(refNames(wanted));
  let changes = [
    ...present === null ? [github("PUT", path, settingsWith(seen, seen?.reviewers ?? []))] : [],
    ...lacking2.map((ref) => github("POST", `${path}/deployment-branch-policies`, { ...ref }))
  ];
  if (seen === null) return missing(`should be ${refNames(wanted)}`, ...changes);
  if (present === null) {
    let now = seen.refs === "any" ? "any branch" : "any protected branch and no tag";
    return differs(`${now} may deploy; should be ${refNames(wanted)}`, ...changes);
  }
  let also = foreign.length === 0 ? "" : `; ${refNames(foreign)} should not: remove it by hand`, lacks = lacking2.length === 0 ? "" : `; ${refNames(lacking2)} may not`;
  return differs(`${refNames(present) || "nothing"} may deploy${lacks}${also}`, ...changes);
}
var has2 = (refs, wanted) => refs.some(({ name, type }) => name === wanted.name && type === wanted.type), refNames = (refs) => refs.map(({ name, type }) => `${type} ${name}`).join(", ");
function variablesOf({ role }) {
  return {
    AWS_DEPLOY_ROLE_ARN: deployRoleArn(role),
    ...role.region === null ? {} : { AWS_REGION: role.region }
  };
}
function judgeVariables(path, wanted, seen) {
  let wrong = Object.entries(wanted).filter(([name, value]) => seen[name] !== value);
  if (wrong.length === 0) return ok(Object.keys(wanted).join(", "));
  let changes = wrong.map(
    ([name, value]) => seen[name] === void 0 ? github("POST", `${path}/variables`, { name, value }) : github("PATCH", `${path}/variables/${name}`, { name, value })
  ), absent = wrong.filter(([name]) => seen[name] === void 0).map(([name]) => `${name} is not set`), other = wrong.filter(([name]) => seen[name] !== void 0).map(([name]) => `${name} is ${seen[name]}`), detail = [...absent, ...other].join("; ");
  return other.length === 0 ? missing(detail, ...changes) : differs(detail, ...changes);
}

// src/core/setup/setup.ts
var prerequisitesOf = (target, facts) => [
  // whatever else is said of GitHub means nothing where this is not so
  prerequisite(
    "repository",
    "GitHub has the repository",
    null,
    judged(facts.repository, () => ok(`${target.owner}/${target.repository}`))
  ),
  ...awsPrerequisites(target, facts),
  ...githubPrerequisites(target, facts),
  ...repositoryPrerequisites(target, facts)
], isMet = (prerequisites) => prerequisites.every(({ state, optional: optional2 }) => optional2 || state === "ok");
function tally(prerequisites) {
  let needed = prerequisites.filter(({ optional: optional2 }) => !optional2), met = needed.filter(({ state }) => state === "ok").length;
  return met === needed.length ? `all ${counted(met, "prerequisite")} are met` : `${met} of ${counted(needed.length, "prerequisite")} are met`;
}
function repositoryPrerequisites(target, facts) {
  return [
    ...target.stages.map(
      (wanted) => prerequisite("config", "pipeline.json names the role", wanted.stage, judgeConfig(wanted))
    ),
    prerequisite("ledger", "Every machine sees the same ledger", null, judgeLedger(target)),
    prerequisite(
      "tags",
      "Released tags cannot be moved or deleted",
      null,
      seenIn(facts, ({ protectedTags }) => judgeTags(target, protectedTags)),
      !0
    ),
    tagMakers(target, facts)
  ];
}
var seenIn = ({ repository }, judge) => repository.kind === "known" ? judge(repository.value) : { ...unknown("the repository was not seen"), asked: !1 };
function judgeConfig({ stage, role, configured }) {
  let arn = deployRoleArn(role);
  if (configured.roleArn === arn) return ok(arn);
  let edit = `set stages.${stage}.roleArn to "${arn}"`;
  return configured.roleArn === null ? missing(edit) : differs(`it names ${configured.roleArn}; ${edit}`);
}
var judgeLedger = ({ ledgerRemote }) => ledgerRemote === null ? missing('set "ledger": { "remote": "origin" } in pipeline.json: a CI job has no other ledger') : ok(
  `remote ${ledgerRemote}, refs/pipeline/ledger/*; anyone who may push to it may write there: GitHub's rules cover branches and tags only, so give contents: write to the deploy jobs alone`
), isAbout2 = ({ tagPrefix }, patterns) => patterns.some((pattern) => [`refs/tags/${tagPrefix}*`, "~ALL"].includes(pattern));
function judgeTags(target, protectedTags) {
  let { tagPrefix } = target;
  return protectedTags === null ? unknown("the repository's rules cannot be read") : isAbout2(target, protectedTags) ? ok(`a rule protects ${tagPrefix}* tags`) : missing(
    `add a tag ruleset for refs/tags/${tagPrefix}* that restricts updates and deletions (Settings, Rules); the pipeline refuses a moved tag in any case`
  );
}
function tagMakers(target, facts) {
  let title = "Rules say who may make a version tag, and so deploy to staging", verdict = seenIn(facts, ({ guardedTags }) => judgeTagMakers(target, guardedTags)), byHand = verdict.state === "missing" ? [commandOf(tagRuleset(target))] : [];
  return { ...prerequisite("tag-makers", title, null, verdict, !0), byHand };
}
function judgeTagMakers(target, guardedTags) {
  let { tagPrefix, mainBranch } = target, remains = `anyone who may push can put a ${tagPrefix}* tag on any commit of ${mainBranch}, and so deploy it to staging; one that is elsewhere the gate main refuses`;
  return guardedTags === null ? unknown(
    `the repository's rules cannot be read; without one, ${remains}. For private repositories GitHub's free plan has no rules`
  ) : isAbout2(target, guardedTags) ? ok(`a rule says who may create ${tagPrefix}* tags`) : missing(`without such a rule, ${remains}`);
}
var tagRuleset = (target) => github("POST", `${repositoryPath(target)}/rulesets`, {
  name: "Version tags",
  target: "tag",
  enforcement: "active",
  conditions: { ref_name: { include: [`refs/tags/${target.tagPrefix}*`], exclude: [] } },
  rules: [{ type: "creation" }, { type: "update" }, { type: "deletion" }],
  bypass_actors: [{ actor_id: ADMINISTRATORS, actor_type: "RepositoryRole", bypass_mode: "always" }]
}), ADMINISTRATORS = 5;

// src/release/append.ts
var MAX_RACES = 60, MAX_RACE_DELAY_MS = 1500, RETRY_DELAYS_MS = [1e3, 3e3, 1e4], LOOK_BACK = 200;
async function appendEntries({ ledger, clock, random, say }, view, compose, { signal, delaysMs = RETRY_DELAYS_MS, unsure = !1 } = {}) {
  let delays = [...delaysMs], seen = unsure ? null : view, doubtful = unsure, last = null;
  for (let races = 0; races < MAX_RACES; ) {
    try {
      seen ??= await orFault(readStage(ledger, view.stage));
      let written = doubtful ? await orFault(ledger.history(view.stage, LOOK_BACK)) : [];
      if (last !== null && written.some(isSame(last))) return await orFault(readStage(ledger, view.stage));
      let entries = compose(seen).filter((entry) => !written.some(isSame(entry)));
      if (last = entries.at(-1) ?? null, last === null) return await orFault(readStage(ledger, view.stage));
      let appended = await orFault(ledger.tryAppend(seen, entries));
      if (appended !== null) return appended;
      races += 1, await clock.sleep(random() * Math.min(10 * 2 ** races, MAX_RACE_DELAY_MS), signal);
    } catch (error) {
      if (!(error instanceof LedgerFault)) throw error;
      let { cause } = error, delayMs = mayPass(cause) ? delays.shift() : void 0;
      if (delayMs === void 0) throw cause;
      doubtful = !0, say(`the ledger cannot be used, the next try is in ${delayMs / 1e3} s: ${messageOf(cause)}`), await clock.sleep(delayMs, signal);
    }
    seen = null;
  }
  throw environmentError(
    "LEDGER_UNAVAILABLE",
    `The ledger refused ${MAX_RACES} appends to ${view.stage} in a row.`
  );
}
var LedgerFault = class extends Error {
  constructor(cause) {
    super(messageOf(cause), { cause });
  }
}, orFault = (answer) => answer.catch((error) => {
  throw new LedgerFault(error);
}), PASSING = ["LEDGER_UNAVAILABLE", "LEDGER_ANSWER_LOST"], mayPass = (error) => !(error instanceof PipelineError) || PASSING.includes(error.reason.code);
async function readStage(ledger, stage) {
  let [view] = await ledger.read([stage]);
  return view;
}
var isSame = ({ runId, seq }) => (record2) => seq !== void 0 && record2.runId === runId && record2.seq === seq;

// src/core/fact.ts
var known = (value) => ({ kind: "known", value }), skipped2 = (why) => ({ kind: "skipped", why }), unavailable = (error) => ({
  kind: "unavailable",
  message: messageOf(error)
});

// src/core/config/placeholders.ts
var PLACEHOLDER = /\{([A-Za-z][A-Za-z0-9_]*)\}/g, fill = (template, values) => template.replace(
  PLACEHOLDER,
  (whole, name) => Object.hasOwn(values, name) ? values[name] : whole
);
function missingPlaceholders(template, values) {
  let names = [...template.matchAll(PLACEHOLDER)].map((match) => match[1]);
  return [...new Set(names)].filter((name) => !Object.hasOwn(values, name));
}
var OWN = /(?<![${])\{([A-Za-z][A-Za-z0-9_]*)\}(?!\})/g, strangePlaceholders = (template, known2) => {
  let names = [...template.matchAll(OWN)].map((match) => match[1]);
  return [...new Set(names)].filter((name) => !known2.includes(name));
};

// src/core/config/command-rules.ts
var COMMAND_VALUES = ["stage", "tag", "sha"];
function commandsOf({ deployer, migrations }) {
  let run = migrations?.run;
  return [
    ...deployer.kind === "sandbox" ? Object.entries(deployer.services).map(
      ([name, { command }]) => [`deployer.services.${name}.command`, command]
    ) : [["deployer.install", deployer.install]],
    ["deployer.deploy", deployer.kind === "command" ? deployer.deploy : void 0],
    ["migrations.run.install", run?.install],
    ["migrations.run.command", run?.command],
    ["migrations.run.head", run?.head]
  ].flatMap(([path, argv]) => argv === void 0 || argv === "auto" ? [] : [{ path, argv }]);
}
var commandPlaceholdersAreKnown = {
  reads: ["deployer.kind"],
  judge(config) {
    let { deployer, migrations } = config;
    return [
      ...commandsOf(config).flatMap(
        ({ path, argv }) => argv.map((text, index) => ({ path: `${path}[${index}]`, text }))
      ),
      ...variablesAt("deployer.env", deployer.kind === "sandbox" ? {} : deployer.env),
      ...variablesAt("migrations.run.env", migrations?.run?.env ?? {})
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
  reads: ["deployer.services.*"],
  judge({ deployer }) {
    if (deployer.kind !== "sandbox") return [];
    let services = Object.entries(deployer.services);
    return services.flatMap(([name, { env }], index) => {
      let earlier = services.slice(0, index).map(([earlierName]) => earlierName), known2 = Object.fromEntries(earlier.map((one) => [one, ""]));
      return Object.entries(env).flatMap(
        ([key, value]) => missingPlaceholders(value, known2).map((missing3) => ({
          path: `deployer.services.${name}.env.${key}`,
          message: `{${missing3}} is not a service named before this one`,
          fix: earlier.length === 0 ? "Put the service that it names before this one." : `Before it there are: ${earlier.join(", ")}.`
        }))
      );
    });
  }
}, TAKEN = ["--stage", "--target", "--exclude", "--dev", "--continue", "--config"], sstDeploysTheWholeVersion = {
  reads: [],
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
  reads: ["deployer.kind"],
  judge({ deployer, stages }) {
    if (deployer.kind !== "sst") return [];
    let [one] = STAGES.filter((stage) => stages[stage].region !== void 0);
    return one === void 0 ? [] : STAGES.filter((stage) => stages[stage].region === void 0).map((stage) => ({
      path: `stages.${stage}.region`,
      message: `no AWS region is set, although ${one} has one`,
      fix: `Add e.g. "region": "${stages[one].region}".`
    }));
  }
}, COMMAND_RULES = [
  commandPlaceholdersAreKnown,
  servicesNameEarlierOnes,
  sstDeploysTheWholeVersion,
  onlySstKeepsSecrets,
  sstStagesAreInAws
];

// src/core/config/scripts.ts
var INTERPRETERS = /^(node|bun|tsx|ts-node|python[\d.]*|ruby|perl|php|sh|bash|zsh)$/, PACKAGE_MANAGERS = ["npm", "pnpm", "yarn", "bun"], ELSEWHERE = /^(-w|-C|-F|-r|--(workspace|workspaces|prefix|dir|cwd|filter|recursive|if-present)\b.*)$/, OWN_PATH = /^(?![/~$-])[^{}$*]+$/, WITH_EXTENSION = /\.[A-Za-z]\w*$/;
function neededScripts(config) {
  let { deployer, migrations } = config, sst = deployer.kind === "sst" ? deployer.directory : void 0, installs = {
    deployer: deployer.kind !== "sandbox" && deployer.install !== void 0,
    migrations: migrations?.run?.install !== void 0
  };
  return commandsOf(config).flatMap(({ path, argv }) => {
    let [part] = path.split("."), directory = part === "migrations" ? migrations?.run?.directory : sst, started = startedBy(argv);
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
  for (let part of `${directory ?? "."}/${file}`.split("/"))
    part === ".." ? parts.pop() : part !== "." && part !== "" && parts.push(part);
  return parts.join("/");
}

// src/release/find-scripts.ts
async function findMissingScripts({ ports: { repository }, context: { config } }, release) {
  if (release === null) return skipped2("there is no commit to judge");
  let needed = neededScripts(config);
  try {
    let looked = needed.map((one) => missing2(repository, release.sha, one));
    return known((await Promise.all(looked)).filter((one) => one !== null));
  } catch (error) {
    return unavailable(error);
  }
}
async function missing2(repository, sha, { path, file, script, isInstalled }) {
  let [text = null] = await repository.contents(sha, [file]);
  if (script === null) return text === null ? missingFile(repository, sha, { path, file, isInstalled }) : null;
  let json = readJson(text ?? "{}"), scripts = json.ok ? property(json.value, "scripts") ?? {} : {};
  if (property(scripts, script) !== void 0) return null;
  let what = text === null ? file : `the script ${script} of ${file}`;
  return { path, what, meant: meant(script, Object.keys(scripts)) };
}
async function missingFile(repository, sha, { path, file, isInstalled }) {
  let folder = file.includes("/") ? file.slice(0, file.lastIndexOf("/")) : "", others = await repository.files(sha, folder);
  return others.includes(file) || isInstalled && others.length === 0 ? null : { path, what: file, meant: meant(file, others) };
}

// src/release/run.ts
async function withApproval(context, stage) {
  let { identity, ports } = context, { ci } = identity.runner;
  if (ci === null) return context;
  let approvals = await ports.codeHost.approvals(ci, stage);
  return approvals.kind === "known" ? { ...context, identity: { ...identity, approvedBy: approvals.value } } : (ports.say(
    `who approved this run is not known: ${approvals.kind === "skipped" ? approvals.why : approvals.message}`
  ), context);
}
var Run = class {
  context;
  ports;
  command;
  stage;
  /** as it was asked for */
  tag;
  startedAt;
  phases = [];
  values = {};
  /** what this run has started that changes something outside the ledger */
  effects = /* @__PURE__ */ new Set();
  entries = 0;
  constructor(context, command, stage, tag) {
    this.context = context, this.ports = context.ports, this.command = command, this.stage = stage, this.tag = tag, this.startedAt = this.ports.clock.now();
  }
  /** What it wants a stage's credentials for. */
  get purpose() {
    return this.command === "plan" || this.command === "preflight" ? "plan" : "deploy";
  }
  get runId() {
    return this.context.identity.runId;
  }
  /** Does a part of the work, timed, shown and kept; `describe` says what came of it. */
  async phase(name, body, describe) {
    let { clock, say, tracer } = this.ports, startedAt = clock.now(), note = ({ ok: ok2, detail }) => {
      let durationMs = clock.now().getTime() - startedAt.getTime(), phase = { name, status: ok2 ? "ok" : "failed", startedAt: startedAt.toISOString(), durationMs, detail };
      this.phases.push(phase), tracer.ended !== void 0 ? tracer.ended(phase) : say(`${ok2 ? "ok" : "FAILED"}  ${name}  ${formatDuration(durationMs)}  ${detail}`);
    };
    try {
      let value = await tracer.span(name, body);
      return Object.assign(this.values, { [name]: value }), note(describe(value)), value;
    } catch (error) {
      throw note({ ok: !1, detail: messageOf(error) }), error;
    }
  }
  /** A ledger entry of this run, now. */
  entry(kind, fields = {}) {
    let { runId, actor, host, pid } = this.context.identity;
    return this.entries += 1, {
      kind,
      runId,
      seq: this.entries,
      command: this.command,
      actor,
      host,
      pid,
      at: this.ports.clock.now().toISOString(),
      tag: null,
      sha: null,
      from: null,
      reason: null,
      code: null,
      detail: null,
      outputs: null,
      changed: null,
      report: null,
      ...fields
    };
  }
};
async function untilAborted(signal, work) {
  signal.throwIfAborted();
  let listening = new AbortController(), aborted = new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { signal: listening.signal });
  });
  try {
    return await Promise.race([aborted, work()]);
  } finally {
    listening.abort();
  }
}

// src/core/smoke/probe.ts
var import_semver3 = __toESM(require_semver2(), 1);
var NOTHING_SAID = { version: null, sha: null };
function readCheck(check, url2, observed, expected) {
  let base = {
    name: check.name,
    url: observed.asked ?? url2,
    optional: check.optional,
    latencyMs: Math.round(observed.latencyMs)
  };
  if (observed.kind === "error")
    return {
      ...base,
      right: !1,
      served: "unknown",
      claim: null,
      said: NOTHING_SAID,
      showsCommit: !1,
      reached: observed.error !== "unreachable",
      status: null,
      retryAfterMs: null,
      detail: observed.message,
      answer: null
    };
  let json = parseJson(observed.body), identity = identify(check, observed, json, expected), faults = [...contentFaults(check, observed, json), ...identity.faults], right = faults.length === 0;
  return {
    ...base,
    right,
    served: identity.served,
    claim: identity.claim,
    said: identity.said,
    showsCommit: identity.showsCommit,
    reached: !0,
    status: observed.status,
    retryAfterMs: retryAfterMs(observed.headers),
    detail: right ? `${observed.status}${identity.summary}` : faults.join("; "),
    answer: right ? null : beginningOf(observed.body)
  };
}
function identify(check, observed, json, expected) {
  let claims = [
    { path: check.expect.version, label: "version", wanted: expected.tag, accepts: isVersionOf(expected) },
    { path: check.expect.sha, label: "sha", wanted: expected.sha, accepts: isCommit(expected.sha) }
  ].flatMap(({ path, label, wanted, accepts }) => {
    if (path === void 0) return [];
    let value = textAt(path, observed, json);
    return [{ path, label, wanted, value, accepted: value !== null && accepts(value) }];
  }), faults = claims.flatMap(({ path, label, wanted, value, accepted }) => {
    if (value === null) {
      let other = path.startsWith(HEADER) ? void 0 : valueAt(path, json);
      return [other === void 0 ? lacking(path, observed, json) : `${label} is ${shown(other)}, not text`];
    }
    return accepted ? [] : [`${label} ${short(value)}, not ${wanted}`];
  }), made = claims.filter(({ value }) => value !== null), sayOf = (wanted) => made.find(({ label }) => label === wanted)?.value ?? null, said = { version: sayOf("version"), sha: sayOf("sha") };
  return {
    served: made.length === 0 ? "unknown" : made.every(({ accepted }) => accepted) ? "expected" : "other",
    showsCommit: claims.some(({ label, accepted }) => label === "sha" && accepted),
    faults,
    claim: claimOf(said),
    said,
    summary: made.map(({ label, value }) => `, ${label} ${short(value)}`).join("")
  };
}
function claimOf({ version, sha }) {
  return version === null ? sha === null ? null : short(sha) : sha === null ? short(version) : `${short(version)} (${short(sha.slice(0, MIN_SHA_DIGITS))})`;
}
function lacking(path, { headers, body }, json) {
  let no = `no ${JSON.stringify(clip(path))}`;
  if (path.startsWith(HEADER)) return `${no}; the answer has the headers ${listSome(Object.keys(headers))}`;
  let keys = path.split("."), at = (count) => keys.slice(0, count).reduce(property, json), depth = Math.max(
    0,
    keys.findLastIndex((_, count) => isContainer(at(count)))
  ), within = at(depth), where = depth === 0 ? "the body" : JSON.stringify(clip(keys.slice(0, depth).join(".")));
  if (Array.isArray(within)) return `${no}; ${where} is a list of ${within.length}`;
  if (!isContainer(within))
    return body === "" ? `${no}; the body is empty` : `${no}; the body is not a JSON object`;
  let names = Object.keys(within);
  return `${no}; ${where} ${names.length === 0 ? "is an empty object" : `has ${listSome(names)}`}`;
}
var isContainer = (value) => typeof value == "object" && value !== null;
function isVersionOf({
  tag,
  tagPrefix
}) {
  let parsed = parseTag(tag, tagPrefix);
  return parsed === null ? (value) => value === tag : (value) => {
    if (value === tag || value === parsed.version) return !0;
    let bare = value.startsWith(tagPrefix) ? value.slice(tagPrefix.length) : value, plus = bare.indexOf("+");
    return plus > 0 && import_semver3.default.valid(bare) !== null && bare.slice(0, plus) === parsed.version;
  };
}
var MIN_SHA_DIGITS = 7, isCommit = (sha) => (value) => value.length >= MIN_SHA_DIGITS && sha.startsWith(value.toLowerCase()), ANSWER_LENGTH = 200, beginningOf = (body) => body === "" ? null : redact(plain(clip(body, ANSWER_LENGTH)), []);
function retryAfterMs(headers) {
  let value = headers["retry-after"]?.trim();
  if (value === void 0) return null;
  if (/^\d+$/.test(value)) return Number(value) * 1e3;
  let ms = Date.parse(value) - Date.parse(headers.date ?? "");
  return Number.isNaN(ms) ? null : Math.max(0, ms);
}
function contentFaults({ expect }, observed, json) {
  let { status, body, latencyMs } = observed, faults = [];
  status !== expect.status && faults.push(`status ${status}, not ${expect.status}`);
  for (let [path, wanted] of Object.entries(expect.json ?? {})) {
    let value = valueAt(path, json);
    value === void 0 ? faults.push(lacking(path, observed, json)) : value !== wanted && faults.push(`${path} is ${shown(value)}, not ${JSON.stringify(wanted)}`);
  }
  return expect.contains !== void 0 && !body.includes(expect.contains) && faults.push(`body lacks ${JSON.stringify(expect.contains)}`), expect.maxLatencyMs !== void 0 && latencyMs > expect.maxLatencyMs && faults.push(`took ${Math.round(latencyMs)} ms, more than ${expect.maxLatencyMs} ms`), faults;
}
var HEADER = "header:";
function textAt(path, { headers }, json) {
  let value = path.startsWith(HEADER) ? property(headers, path.slice(HEADER.length).toLowerCase()) : valueAt(path, json);
  return typeof value == "string" ? value : null;
}
function parseJson(body) {
  try {
    return JSON.parse(body);
  } catch {
    return;
  }
}
var short = (text) => plain(clip(text));

// src/release/run-smoke.ts
function unknownUrls(config, urls) {
  return [...new Set(config.checks.flatMap(({ url: url2 }) => missingPlaceholders(url2, urls)))];
}
async function runSmoke({ clock, prober, say, signal }, config, urls, expected, onUndecided = () => {
}) {
  let startedAt = clock.now().getTime(), elapsedMs = () => clock.now().getTime() - startedAt, read = async (check) => {
    let url2 = fill(check.url, urls), leftMs = config.deadlineSeconds * 1e3 - elapsedMs(), timeoutMs = Math.max(1, Math.ceil(Math.min(config.timeoutSeconds * 1e3, leftMs)));
    return readCheck(check, url2, await prober.probe(check, url2, timeoutMs), expected);
  }, progress = NO_ATTEMPT, said = "";
  for (; ; ) {
    let readings = await untilAborted(signal, () => Promise.all(config.checks.map(read)));
    progress = addAttempt(progress, readings, elapsedMs());
    let decision = decideSmoke(progress, config, elapsedMs()), { attempts, checks } = progress;
    if (decision.kind === "verdict") {
      let { verdict, detail } = decision, proof = verdict === "pass" ? { proof: proofOf(progress) } : {};
      return { verdict, attempts, durationMs: elapsedMs(), detail, ...proof, checks };
    }
    attempts === 1 && onUndecided();
    let seen = checks.map(({ name, verdict, detail }) => `${name} ${verdict} (${detail})`).join(", ");
    seen !== said && say(`attempt ${attempts}: ${seen}`), said = seen, await clock.sleep(decision.delayMs, signal);
  }
}

// src/release/observe.ts
var TIMEOUT_MS = 3e3, OFFLINE = "the stage is not asked (--offline)";
async function observeStage(run, stage, { running }) {
  let { smoke, stages } = run.context.config;
  try {
    let outputs = await outputsOf(run.ports, stage, running);
    if (outputs === null) return notAsked("nothing serves it between calls");
    let urls = { ...stages[stage].urls, ...outputs }, missing3 = unknownUrls(smoke, urls);
    return missing3.length === 0 ? observedOf(await lookAt(run, urls, running ?? NOTHING), running, run.ports.clock.now()) : running === null && run.ports.deployer.served !== void 0 ? notAsked("nothing is deployed") : notAsked(
      `the smoke checks need ${missing3.join(", ")}, which the stage does not have`,
      "no-address"
    );
  } catch (error) {
    return notAsked(messageOf(error));
  }
}
var NOTHING = { tag: "", sha: "" };
function lookAt({ context: { config }, ports }, urls, expected) {
  let { smoke, tagPrefix } = config;
  return Promise.all(
    smoke.checks.map(async (check) => {
      let url2 = fill(check.url, urls);
      return readCheck(check, url2, await ports.prober.probe(check, url2, TIMEOUT_MS), {
        ...expected,
        tagPrefix
      });
    })
  );
}
async function outputsOf({ deployer }, stage, running) {
  return running === null ? {} : deployer.served === void 0 ? deployer.reach(stage, running) : deployer.served(stage, running);
}

// src/release/ports.ts
var viewOf = (views, stage) => views.find((view) => view.stage === stage);

// src/release/secrets.ts
var SECRETS_SECONDS = 900, NO_STORE = skipped2("the deployer keeps no secrets");
async function reviewStageSecrets(run, stage, release, compare2 = !1) {
  let { deployer, ledger } = run.ports, store = deployer.secrets;
  if (store === void 0) return NO_STORE;
  if (release === null) return skipped2("there is no commit to judge");
  let others = compare2 ? STAGES.filter((one) => one !== stage) : [], [views, declared, [stored, other]] = await Promise.all([
    ledger.read([stage]),
    declaredBy(run, release.sha),
    listEach(run, store, [stage, ...others], release)
  ]);
  if (stored.kind !== "known") return stored;
  if (other !== void 0 && other.kind !== "known") return other;
  let { running } = viewOf(views, stage).state, before = running === null ? null : await declaredBy(run, running.sha), { secrets: config } = run.context.config, review = reviewSecrets({
    stage,
    config,
    declared,
    before,
    stored: stored.value,
    elsewhere: other === void 0 ? null : other.value
  });
  return known(review);
}
async function reviewNewestSecrets(run, stage, compare2 = !1) {
  if (run.ports.deployer.secrets === void 0) return NO_STORE;
  try {
    let release = await newestVersion(run);
    if (release === null) return skipped2("no version is tagged yet");
    let review = await reviewStageSecrets(run, stage, release, compare2);
    return review.kind === "known" ? known({ release, review: review.value }) : review;
  } catch (error) {
    return unavailable(error);
  }
}
async function newestVersion({ ports, context }) {
  let { tagPrefix, mainBranch } = context.config, versions = sortVersionTags(await ports.repository.tags(), tagPrefix), newest = versions.find(({ prerelease }) => !prerelease) ?? versions[0];
  if (newest === void 0) return null;
  let { sha } = await ports.repository.lookUp(newest.tag, mainBranch);
  return sha === null ? null : { tag: newest.tag, sha };
}
async function storeSecret({ ports }, { name, stage, release }, value) {
  let { credentials, deployer, signal, say } = ports;
  if (deployer.secrets === void 0) return reason("NO_SECRET_STORE");
  let obtained = await credentials.obtain(stage, SECRETS_SECONDS);
  if (!obtained.ok) return obtained.reason;
  let { env, secrets } = obtained;
  return deployer.secrets.set({ stage, release, credentials: { env, secrets }, signal, say }, name, value);
}
async function listEach(run, store, stages, release) {
  let [first, ...others] = stages, listed2 = [await list(run, store, first, release)];
  for (let stage of others) listed2.push(await list(run, store, stage, release));
  return listed2;
}
async function list(run, store, stage, release) {
  let { credentials, signal, say } = run.ports, obtained = await credentials.obtain(stage, SECRETS_SECONDS, run.purpose);
  if (!obtained.ok) return unavailable(obtained.reason.message);
  let { env, secrets } = obtained, request = { stage, release, credentials: { env, secrets }, signal, say };
  return store.list(request, run.context.config.secrets.placeholders);
}
var SOURCE = /\.[cm]?[jt]sx?$/;
async function declaredBy({ ports, context }, sha) {
  let { deployer, secrets } = context.config, base = deployer.kind === "sst" && deployer.directory !== void 0 ? `${deployer.directory}/` : "", places = secrets.sources.map((source) => `${base}${source}`), found = await Promise.all(
    places.map(async (place) => SOURCE.test(place) ? [place] : ports.repository.files(sha, place))
  ), texts = await ports.repository.contents(
    sha,
    found.flat().filter((path) => SOURCE.test(path))
  );
  return declaredSecrets(texts.filter((text) => text !== null));
}

// src/core/gates/incidents.ts
function readStatusPage(page, wanted, url2) {
  let rows = Object.entries(wanted).map(([path, value2]) => ({ path, value: value2, seen: valueAt(path, page) })), absent = rows.filter(({ seen }) => seen === void 0).map(({ path }) => path);
  return absent.length > 0 ? { kind: "unavailable", message: `The status page ${url2} has no ${absent.join(", ")}.` } : { kind: "known", value: rows.filter(({ value: value2, seen }) => seen !== value2).map((row) => ({
    title: `${row.path} is ${shown(row.seen)}, not ${JSON.stringify(row.value)}`
  })) };
}

// src/release/gate-inputs.ts
var noCommit = skipped2("there is no commit to judge");
async function gatherInputs(run, stage, release, state, offline = !1) {
  let [passing, credentials, secrets, tree, scripts] = await Promise.all([
    gatherPassing(run, stage, release, state, offline),
    checkCredentials(run, stage),
    reviewStageSecrets(run, stage, release),
    release === null ? noCommit : run.ports.repository.treeParts(release.sha),
    findMissingScripts(run, release)
  ]);
  return { ...passing, credentials, secrets, tree, scripts };
}
async function gatherPassing(run, stage, release, state, offline = !1) {
  let [ci, incidents, observed] = await Promise.all([
    checkCi(run, release),
    findIncidents(run, stage),
    offline ? notAsked(OFFLINE) : observeStage(run, stage, state)
  ]);
  return { ci, incidents, observed };
}
async function checkCi({ ports, context }, release) {
  let { ci } = context.config.gates;
  if (ci === void 0) return skipped2("CI is not asked; gates.ci in pipeline.json says whom to ask");
  if (release === null) return noCommit;
  let checks = await ports.codeHost.checks(release.sha, context.identity.runner.ci);
  return checks.kind === "known" ? { kind: "known", value: countChecks(checks.value, ci) } : checks;
}
async function findIncidents({ ports, context }, stage) {
  let { incidents } = context.config.gates;
  if (stage !== "production") return skipped2("only for production");
  if (incidents === void 0)
    return skipped2("incidents are not looked for; gates.incidents in pipeline.json says where they are seen");
  if (incidents.kind === "github-issues") return ports.codeHost.openIssues(incidents.label);
  let { url: url2, timeoutSeconds, json } = incidents, page = await ports.statusPage.read(url2, timeoutSeconds * 1e3, ports.signal);
  return page.kind === "known" ? readStatusPage(page.value, json, url2) : page;
}
async function checkCredentials({ ports, context, purpose }, stage) {
  let { config } = context, wanted = wantedAws(config, stage);
  if (wanted === null) return skipped2("no AWS region is set for the stage");
  let found = await ports.credentials.check(stage, phaseSeconds(config), purpose);
  return found.kind === "known" ? { kind: "known", value: { found: found.value, wanted, neededSeconds: neededSeconds(config) } } : found;
}

// src/core/migrations/run.ts
var UNFINISHED = {
  status: "failed",
  before: null,
  head: null,
  detail: "The migrations were started, and it is not known how far they got."
};
function describeHeads(before, head) {
  return head === null ? "how far they got is not known" : before === null ? `the newest migration is ${head}` : before === head ? `the newest migration is ${head}, as before` : `the newest migration was ${before} before and is ${head} now`;
}
var describeFailure = (what, before, head) => `${sentence(what)} Of the migrations: ${describeHeads(before, head)}.`;
function newestMigration(paths) {
  return paths.map((path) => path.split("/").at(-1).replace(/(\.up)?\.\w+$/i, "")).toSorted(byNumber).at(-1) ?? null;
}
var byNumber = (one, other) => Number.parseInt(one, 10) - Number.parseInt(other, 10) || (one < other ? -1 : 1);

// src/release/report.ts
function buildReport(run, outcome, reason2, shown3 = {}) {
  let { command, context, ports, stage, tag, startedAt, values } = run, { runId, actor, runner, approvedBy = null } = context.identity, head = {
    command,
    app: context.config.app,
    stage,
    tag: tag === null ? null : clip(tag, MAX_TAG_LENGTH),
    ledger: ports.ledger.where,
    runId,
    actor,
    startedAt: startedAt.toISOString()
  };
  return {
    ...emptyReport(head),
    ciRun: runner.ci && ciRunText(runner.ci),
    approvedBy,
    phases: [...run.phases],
    smoke: values.smoke ?? null,
    rollbackSmoke: values["rollback-smoke"] ?? null,
    verification: values.verification ?? null,
    migration: migrationOf(run),
    changed: hasChanged(run, "deploy") || hasChanged(run, "rollback"),
    outputs: outputsOf2(run),
    log: logOf(run),
    ...shown3,
    outcome,
    ok: isOk(outcome, command),
    reason: reason2 && { ...reason2, fix: stage === null ? reason2.fix : reason2.fix.replaceAll("STAGE", stage) },
    durationMs: ports.clock.now().getTime() - startedAt.getTime()
  };
}
function runningIn({ running }) {
  return running && { tag: running.tag, sha: running.sha, verified: running.verified };
}
function hasChanged({ values, effects }, phase) {
  let result = values[phase];
  return result === void 0 ? effects.has(phase) : result.ok || result.changed;
}
function migrationOf({ values, effects, phases }) {
  let result = values.migrate;
  if (result === void 0)
    return effects.has("migrate") ? UNFINISHED : phases.some(({ name }) => name === "migrate") ? NOT_STARTED : null;
  let { before, head } = result;
  return result.ok ? { status: "applied", before, head, detail: describeHeads(before, head) } : { status: result.touched ? "failed" : "not-run", before, head, detail: result.reason.message };
}
var NOT_STARTED = {
  status: "not-run",
  before: null,
  head: null,
  detail: "The migrations were not started."
};
function logOf({ values: { migrate, deploy, rollback } }) {
  return [migrate, deploy, rollback].flatMap(
    (result) => result === void 0 || result.ok ? [] : result.log
  );
}
function outputsOf2({ values }) {
  let { deploy, smoke, rollback, "rollback-smoke": rollbackSmoke } = values;
  return rollback?.ok === !0 && rollbackSmoke?.verdict === "pass" ? rollback.outputs : deploy?.ok === !0 && smoke?.verdict === "pass" ? deploy.outputs : {};
}

export {
  meant,
  POLICIES,
  SHAPES,
  policyDocument,
  pass,
  skip,
  fail,
  gateResult,
  firstFailure,
  destructive,
  unknown2 as unknown,
  migrationPattern,
  isMigration,
  downFileOf,
  describeMigrations,
  unmet,
  uneven,
  describeSecret,
  setCommand,
  unfinished,
  isUndecided,
  matchesAny,
  judgeCi,
  judgeDrift,
  judgeIncidents,
  judgeNewMigrations,
  judgeStageCredentials,
  judgeTree,
  judgeSecrets,
  MAX_TAG_LENGTH,
  parseTag,
  sortVersionTags,
  nearestTags,
  BUMPS,
  nextVersion,
  Text,
  Argv,
  Environment,
  Seconds,
  Name,
  RepositoryPath,
  Url,
  CheckUrl,
  Check,
  Smoke,
  observedOf,
  tagServed,
  notAsked,
  nameOf,
  ok,
  missing,
  differs,
  unseen,
  prerequisite,
  commandOf,
  finding,
  diagnose,
  findingTally,
  MAX_REVIEWERS,
  prerequisitesOf,
  isMet,
  tally,
  appendEntries,
  mayPass,
  readStage,
  viewOf,
  known,
  skipped2 as skipped,
  unavailable,
  fill,
  missingPlaceholders,
  COMMAND_RULES,
  findMissingScripts,
  NOTHING_SAID,
  readCheck,
  isVersionOf,
  withApproval,
  Run,
  untilAborted,
  unknownUrls,
  runSmoke,
  OFFLINE,
  observeStage,
  lookAt,
  outputsOf,
  reviewStageSecrets,
  reviewNewestSecrets,
  newestVersion,
  storeSecret,
  gatherInputs,
  gatherPassing,
  checkCi,
  checkCredentials,
  describeHeads,
  describeFailure,
  newestMigration,
  emptyReport,
  succeeds,
  buildReport,
  runningIn
};
