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
  deployRoleArn,
  partitionOf,
  permissionsPolicy,
  providerArn,
  readDeployRole,
  trustPolicy
} from "./core-aws-deploy-role.js";
import {
  redact
} from "./core-redact.js";
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
  ageOf,
  clip,
  counted,
  environmentError,
  formatDuration,
  listSome,
  messageOf,
  plain,
  reason,
  sentence,
  usageError
} from "./core-reasons.js";
import {
  __commonJS,
  __toESM
} from "./shared.js";

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
      MAX_LENGTH: MAX_LENGTH2
    } = require_constants(), debug = require_debug();
    exports = module.exports = {};
    var re = exports.re = [], safeRe = exports.safeRe = [], src = exports.src = [], safeSrc = exports.safeSrc = [], t = exports.t = {}, R = 0, LETTERDASHNUMBER = "[a-zA-Z0-9-]", safeRegexReplacements = [
      ["\\s", 1],
      ["\\d", MAX_LENGTH2],
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
    var debug = require_debug(), { MAX_LENGTH: MAX_LENGTH2, MAX_SAFE_INTEGER } = require_constants(), { safeRe: re, t } = require_re(), parseOptions = require_parse_options(), { compareIdentifiers } = require_identifiers(), isPrereleaseIdentifier = (prerelease, identifier) => {
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
        if (version.length > MAX_LENGTH2)
          throw new TypeError(
            `version is longer than ${MAX_LENGTH2} characters`
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
      inc(release2, identifier, identifierBase) {
        if (release2.startsWith("pre")) {
          if (!identifier && identifierBase === !1)
            throw new Error("invalid increment argument: identifier is empty");
          if (identifier) {
            let match2 = `-${identifier}`.match(this.options.loose ? re[t.PRERELEASELOOSE] : re[t.PRERELEASE]);
            if (!match2 || match2[1] !== identifier)
              throw new Error(`invalid identifier: ${identifier}`);
          }
        }
        switch (release2) {
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
            throw new Error(`invalid increment argument: ${release2}`);
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
    var SemVer = require_semver(), inc = (version, release2, options, identifier, identifierBase) => {
      typeof options == "string" && (identifierBase = identifier, identifier = options, options = void 0);
      try {
        return new SemVer(
          version instanceof SemVer ? version.version : version,
          options
        ).inc(release2, identifier, identifierBase).version;
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
      let match2 = null;
      if (!options.rtl)
        match2 = version.match(options.includePrerelease ? re[t.COERCEFULL] : re[t.COERCE]);
      else {
        let coerceRtlRegex = options.includePrerelease ? re[t.COERCERTLFULL] : re[t.COERCERTL], next;
        for (; (next = coerceRtlRegex.exec(version)) && (!match2 || match2.index + match2[0].length !== version.length); )
          (!match2 || next.index + next[0].length !== match2.index + match2[0].length) && (match2 = next), coerceRtlRegex.lastIndex = next.index + next[1].length + next[2].length;
        coerceRtlRegex.lastIndex = -1;
      }
      if (match2 === null)
        return null;
      let major = match2[2], minor = match2[3] || "0", patch = match2[4] || "0", prerelease = options.includePrerelease && match2[5] ? `-${match2[5]}` : "", build = options.includePrerelease && match2[6] ? `+${match2[6]}` : "";
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
      MAX_LENGTH: MAX_LENGTH2,
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
    }, findVersionNumberEndIndex = (range, start, loose, digitRuns) => !loose && range[start] === "0" ? start + 1 : findDigitsEndIndex(range, start, loose ? MAX_LENGTH2 : MAX_LENGTH2 + 1, digitRuns), findPrereleaseIdentifierEndIndex = (range, start, loose, digitRuns) => {
      let digitsEnd = findDigitsEndIndex(range, start, MAX_LENGTH2, digitRuns);
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
    durationMs: 0
  };
}
var isOk = (outcome, command) => outcome === "deployed" || outcome === "done" || outcome === "rolled-back" && command === "rollback", succeeds = (asked, report) => report.ok || asked === "report" && report.command !== "report";

// src/core/aws/documents.ts
var POLICIES = ["trust", "permissions"], SHAPES = ["json", "commands", "cloudformation"], ROLE_SESSION_SECONDS = 7200, SERVICE = /^[a-z][a-z0-9-]{0,62}$/;
function policyDocument(request) {
  let services = request.services === "" ? [] : request.services.split(","), isKnown = services.every((service) => SERVICE.test(service)), role = readDeployRole(request, isKnown ? [] : [{ path: "--services", message: "must be IAM's names of services, separated by commas: lambda,s3" }]), documents = { role, trust: trustPolicy(role), permissions: permissionsPolicy(role, services) }, stage = `${role.stage} of ${role.owner}/${role.repository}`;
  if (request.as === "json") return onePolicy(request.policy, stage, documents, services);
  let isCommands = request.as === "commands";
  return {
    title: `${isCommands ? "Commands" : "Template"} for the role that deploys ${stage}`,
    text: isCommands ? roleCommands(documents) : roleTemplate(documents),
    notes: [...trustNotes(role), ...permissionNotes(services)]
  };
}
function onePolicy(policy, stage, { role, trust, permissions }, services) {
  return policy === "trust" ? { title: `Who may deploy ${stage}`, text: textOf(trust), notes: trustNotes(role) } : {
    title: `What a deploy of ${stage} may do`,
    text: textOf(permissions),
    notes: permissionNotes(services)
  };
}
function trustNotes(role) {
  let { ids, owner, repository, stage } = role, numbers = `GitHub's numbers are not given, so a wildcard stands in for them. To give them: gh api repos/${owner}/${repository} --jq '"--owner-id \\(.owner.id) --repository-id \\(.id)"'.`;
  return [
    ...ids === null ? [numbers] : [],
    ...partitionOf(role) === "aws" ? [] : ["Outside its commercial partition AWS compares only the audience and the subject: give GitHub's numbers."],
    `Only jobs of the environment ${stage} may take the role: its protection rules decide who deploys.`
  ];
}
var permissionNotes = (services) => services.length > 0 ? [] : [
  "The statement Application allows everything: narrow it with --services, e.g. --services lambda,s3,cloudfront."
];
function roleCommands({ role, trust, permissions }) {
  return `# Once per account; it may exist already: aws iam get-open-id-connect-provider --open-id-connect-provider-arn ${providerArn(role)}
aws iam create-open-id-connect-provider \\
  --url https://${ISSUER} \\
  --client-id-list ${AUDIENCE}

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
function roleTemplate({ role, trust, permissions }) {
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
var import_semver = __toESM(require_semver2(), 1), MAX_TAG_LENGTH = 100;
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
var cell = (row, index) => row[index];

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
    ...[value].flat().map((word) => quoted2(String(word)))
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
  ENGINE_VERSION: {
    why: "An older engine refuses the module, and a newer one may read it differently.",
    fix: "Install the version that dagger.json names."
  },
  GIT_VERSION: {
    why: "Tags, commits and the ledger are read and written with git.",
    fix: "Install git 2.29 or newer."
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
  SECRETS: {
    why: "A deploy stops before it changes anything where its stage lacks a secret that the version needs.",
    fix: "Let secrets-set give each stage its value."
  },
  SECRETS_PARITY: {
    why: "What staging has and production lacks comes up in the deploy to production, when everyone is waiting for it.",
    fix: "Let secrets-set give the other stage its value."
  },
  APP: {
    why: "What cannot be reached from here cannot be smoke-tested from here.",
    fix: "Run smoke; check stages.STAGE.urls, and whether this machine can reach them."
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

// src/core/doctor/secrets.ts
function secretFindings(seen, runner) {
  return seen.kind === "skipped" ? [skipped("SECRETS", seen.why), skipped("SECRETS_PARITY", seen.why)] : seen.kind === "unavailable" ? [
    finding("SECRETS", null, "fail", seen.message, "Fix what keeps them from being listed."),
    skipped("SECRETS_PARITY", "the stages' secrets cannot be listed")
  ] : [lackingFinding(seen.value, runner), parityFinding(seen.value, runner)];
}
var skipped = (code, why) => finding(code, null, "skipped", why);
function lackingFinding({ release: { tag }, review: { rows } }, runner) {
  let required = rows.filter((row) => row.required), lacking = required.filter(({ state, elsewhere }) => state !== "set" && elsewhere !== "set");
  if (lacking.length === 0) {
    let what2 = required.length === 0 ? "none" : `${counted(required.length, "secret")}, each set on a stage`;
    return finding("SECRETS", null, "ok", `${tag} needs ${what2}`);
  }
  let commands = lacking.flatMap(
    ({ name }) => STAGES.map((stage) => setCommand(runner, { name, stage, tag }))
  ), what = `${tag} needs ${namesOf(lacking)}, which neither stage has a value for`;
  return finding("SECRETS", null, "fail", what, commands.join("; "));
}
function parityFinding({ release: { tag }, review }, runner) {
  let rows = uneven(review);
  if (rows.length === 0) return finding("SECRETS_PARITY", null, "ok", "both stages have the same secrets set");
  let other = otherStage(review.stage), lacks = ({ state }) => state === "set" ? other : review.stage, what = STAGES.flatMap((stage) => {
    let lacking = rows.filter((row) => lacks(row) === stage);
    return lacking.length === 0 ? [] : [
      `${namesOf(lacking)}: set on ${otherStage(stage)}, ${stage} lacks ${lacking.length === 1 ? "it" : "them"}`
    ];
  }), commands = rows.map((row) => setCommand(runner, { name: row.name, stage: lacks(row), tag })), status = rows.some(({ required }) => required) ? "fail" : "warn";
  return finding("SECRETS_PARITY", null, status, what.join("; "), commands.join("; "));
}
var namesOf = (rows) => rows.map(({ name }) => name).join(", ");

// src/core/doctor/doctor.ts
var diagnose = (facts) => [
  finding("CONFIG", null, "ok", "pipeline.json is valid"),
  ...machineFindings(facts.machine),
  checkoutFinding(facts),
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
var unseen2 = (code, stage, fact) => fact.kind === "skipped" ? finding(code, stage, "skipped", fact.why) : finding(code, stage, "fail", fact.message), OLDEST_GIT = "2.29.0", machineFindings = ({ git, engine, wantedEngine }) => [
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
function appFinding({ stages }, stage) {
  return judged2(
    "APP",
    stage,
    stages[stage].app,
    ({ url: url2, fault, status }) => fault === null ? ["ok", `${url2} answers ${status}`] : ["fail", `${url2}: ${fault}`]
  );
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
  account: "AWS_ACCOUNT",
  provider: "OIDC_PROVIDER",
  role: "ROLE",
  permissions: "ROLE_PERMISSIONS",
  environment: "ENVIRONMENT",
  refs: "ENVIRONMENT_REFS",
  reviewers: "ENVIRONMENT_REVIEWERS",
  variables: "ENVIRONMENT_VARIABLES",
  config: "ROLE_IN_CONFIG",
  ledger: "LEDGER_REMOTE",
  tags: "TAG_RULES"
}, PARENTS = {
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
  let { stage } = wanted, { role, permissions } = facts.stages[stage];
  return [
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
function judgePermissions({ role }, seen) {
  let policy = permissionsPolicy(role, []), put = iam("PutRolePolicy", {
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
    let lacking = asked.filter(({ type, id }) => !present.some((one) => one.type === type && one.id === id));
    if (lacking.length === 0) return ok(namesOf2(present));
    let all = [...present, ...lacking];
    if (all.length > MAX_REVIEWERS)
      return differs(`GitHub allows ${MAX_REVIEWERS} reviewers, and there are ${present.length} already`);
    let change = github("PUT", path, settingsWith(seen, all)), detail = `not among the reviewers: ${namesOf2(lacking)}${planNote(repository)}`;
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
  let present = seen !== null && Array.isArray(seen.refs) ? seen.refs : null, lacking = wanted.filter((ref) => !has2(present ?? [], ref)), foreign = (present ?? []).filter((ref) => !has2(wanted, ref));
  if (present !== null && lacking.length === 0 && foreign.length === 0) return ok(refNames(wanted));
  let changes = [
    ...present === null ? [github("PUT", path, settingsWith(seen, seen?.reviewers ?? []))] : [],
    ...lacking.map((ref) => github("POST", `${path}/deployment-branch-policies`, { ...ref }))
  ];
  if (seen === null) return missing(`should be ${refNames(wanted)}`, ...changes);
  if (present === null) {
    let now = seen.refs === "any" ? "any branch" : "any protected branch and no tag";
    return differs(`${now} may deploy; should be ${refNames(wanted)}`, ...changes);
  }
  let also = foreign.length === 0 ? "" : `; ${refNames(foreign)} should not: remove it by hand`, lacks = lacking.length === 0 ? "" : `; ${refNames(lacking)} may not`;
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
      judged(facts.repository, ({ protectedTags }) => judgeTags(target, protectedTags)),
      !0
    )
  ];
}
function judgeConfig({ stage, role, configured }) {
  let arn = deployRoleArn(role);
  if (configured.roleArn === arn) return ok(arn);
  let edit = `set stages.${stage}.roleArn to "${arn}"`;
  return configured.roleArn === null ? missing(edit) : differs(`it names ${configured.roleArn}; ${edit}`);
}
var judgeLedger = ({ ledgerRemote }) => ledgerRemote === null ? missing('set "ledger": { "remote": "origin" } in pipeline.json: a CI job has no other ledger') : ok(
  `remote ${ledgerRemote}, refs/pipeline/ledger/*; anyone who may push to it may write there: GitHub's rules cover branches and tags only, so give contents: write to the deploy jobs alone`
);
function judgeTags({ tagPrefix }, protectedTags) {
  if (protectedTags === null) return unknown("the repository's rules cannot be read");
  let wanted = [`refs/tags/${tagPrefix}*`, "~ALL"];
  return protectedTags.some((pattern) => wanted.includes(pattern)) ? ok(`a rule protects ${tagPrefix}* tags`) : missing(
    `add a tag ruleset for refs/tags/${tagPrefix}* that restricts updates and deletions (Settings, Rules); the pipeline refuses a moved tag in any case`
  );
}

// src/release/credentials.ts
async function askCredentials({ ports, context }, stage) {
  let { config } = context, wanted = wantedAws(config, stage);
  if (wanted === null) return { kind: "skipped", why: "no AWS region is set for the stage" };
  let fact = await ports.credentials.check(stage, phaseSeconds(config));
  return fact.kind === "known" ? { kind: "known", value: { found: fact.value, wanted, neededSeconds: neededSeconds(config) } } : fact;
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
function countChecks(seen, { required, ignore }) {
  let checks = seen.filter(({ name }) => !matchesAny(name, ignore));
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
  let own = ignored === 0 ? "" : `, apart from ${ignored} that gates.ci.ignore leaves out`;
  return checks.length === 0 ? fail("CI_MISSING", `No check has reported on ${commit}${own}.`) : fail(
    "CI_MISSING",
    `No check has passed on ${commit}${own}: ${listSome(checksThat("neutral", checks))}.`
  );
}
var judgeIncidents = ({ inputs }) => judgeInput(
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
), judgeTree = ({ inputs }) => judgeInput(inputs.tree, ({ submodules, lfs }) => {
  let missing2 = submodules.flatMap(({ path, missing: why }) => why === null ? [] : [`${path} (${why})`]);
  return missing2.length > 0 ? fail("TREE_INCOMPLETE", `Submodules that cannot be fetched: ${listSome(missing2)}.`) : lfs.length > 0 ? fail(
    "TREE_INCOMPLETE",
    `Files whose content is in Git LFS, which is not fetched: ${listSome(lfs)}.`
  ) : pass(
    submodules.length === 0 ? "all of it is in the commit" : `${counted(submodules.length, "submodule")}`
  );
}), judgeSecrets = ({ inputs, stage }) => judgeInput(inputs.secrets, (review) => {
  let lacking = unmet(review), required = review.rows.filter((row) => row.required).length;
  return lacking.length === 0 ? pass(`${counted(required, "required secret")} set`) : fail("SECRETS_MISSING", `${stage} lacks ${lacking.map(describeSecret).join(", ")}.`);
});

// src/core/ledger/rollback-target.ts
function chooseRollbackTarget(state, leaving2) {
  let target = state.verified.find(({ sha }) => sha !== leaving2?.sha && !isQuarantined(state, sha));
  if (target !== void 0)
    return { kind: "target", release: target, why: "the last other version that passed smoke on this stage" };
  let passedOver = state.verified.map(
    (release2) => `${describeRelease(release2)} ${whyNot(leaving2, release2.sha)}`
  ), message = passedOver.length === 0 ? "No version has passed smoke on this stage yet." : `No other version can be rolled back to: ${passedOver.join("; ")}.`;
  return none("NO_ROLLBACK_TARGET", message);
}
function namedRollbackTarget(state, tag) {
  let { running, verified, quarantine } = state;
  if (running?.tag === tag)
    return none("ROLLBACK_TARGET_RUNNING", `The stage already runs ${describeRelease(running)}.`);
  let target = verified.find((release2) => release2.tag === tag && !isQuarantined(state, release2.sha));
  if (target !== void 0)
    return target.sha === running?.sha ? none("ROLLBACK_TARGET_RUNNING", `${tag} is the commit that already runs as ${running.tag}.`) : { kind: "target", release: target, why: "named by --to" };
  let left = quarantine.find((release2) => release2.tag === tag);
  if (left !== void 0)
    return none("VERSION_QUARANTINED", `${describeRelease(left)} was rolled back: ${left.reason}`);
  let known = verified.map((release2) => release2.tag).join(", ") || "none";
  return none(
    "ROLLBACK_TARGET_UNKNOWN",
    `${tag} is not among the verified versions that the stage remembers: ${known}.`
  );
}
var none = (code, message) => ({
  kind: "none",
  reason: reason(code, message)
}), isQuarantined = (state, sha) => state.quarantine.some((one) => one.sha === sha), whyNot = (leaving2, sha) => sha === leaving2?.sha ? "is the one to leave" : "was rolled back", findRollbackTarget = (state, to) => to === null ? chooseRollbackTarget(state, state.running) : namedRollbackTarget(state, to);

// src/core/plan/readiness.ts
function judgeReadiness(state, release2, delta, policy) {
  let choice = chooseRollbackTarget(state, release2), target = choice.kind === "target" ? choice.release : null, oneWay = [
    ...target === null ? [noTarget(state, release2)] : movedTarget(target, delta),
    ...state.running === null ? [] : migrationReasons(delta, policy)
  ];
  return { target, oneWay };
}
function noTarget({ running, verified }, { sha }) {
  return running === null ? { why: "nothing runs on the stage yet", asks: !1 } : running.sha === sha || verified.length > 0 ? { why: "no other version has passed smoke on the stage", asks: !1 } : { why: `no version has passed smoke on the stage, not even ${describeRelease(running)}, which it runs`, asks: !0 };
}
function movedTarget(target, { targetTag }) {
  if (targetTag.kind === "skipped") return [];
  if (targetTag.kind === "unavailable")
    return [{ why: `it is not known whether ${target.tag} still exists: ${targetTag.message}`, asks: !0 }];
  if (targetTag.value === target.sha) return [];
  let now = targetTag.value === null ? "that tag no longer exists" : `that tag now names ${shortSha(targetTag.value)}`;
  return [{ why: `the way back is to ${describeRelease(target)}, and ${now}`, asks: !0 }];
}
function migrationReasons({ migrations, back }, policy) {
  if (policy === null || policy === "allow") return [];
  let facts = [migrations, back], missing2 = facts.find((fact) => fact.kind === "unavailable");
  if (missing2?.kind === "unavailable")
    return [{ why: `the migrations between the versions are not known: ${missing2.message}`, asks: !0 }];
  let harmful = /* @__PURE__ */ new Map();
  for (let fact of facts) {
    let found = fact.kind === "known" ? fact.value.filter(({ risk }) => risk !== "additive") : [];
    for (let migration of found) harmful.set(migration.path, migration);
  }
  return harmful.size === 0 ? [] : [{ why: `the previous version may not work with what these migrations leave: ${describeMigrations([...harmful.values()])}`, asks: !0 }];
}

// src/core/gates/stage-gates.ts
var judgeStaging = ({ tag, sha, staging }) => {
  let verified = staging.verified.find((release2) => release2.sha === sha);
  return verified === void 0 ? fail(
    "STAGING_NOT_VERIFIED",
    `Staging has not verified ${tag} (${shortSha(sha)}). ${stagingRuns(staging)}`
  ) : pass(`verified as ${describeRelease(verified)}`);
}, stagingRuns = ({ running }) => running === null ? "Staging has never been deployed." : `Staging runs ${describeRelease(running)}, ${running.verified ? "verified" : "unverified"}.`, judgeFrozen = ({ state: { frozen }, stage }) => frozen === null ? pass("not frozen") : fail("STAGE_FROZEN", `${stage} was frozen at ${frozen.at} by ${frozen.actor}: ${frozen.reason}`), judgeQuarantine = ({ state, sha }) => {
  let bad = state.quarantine.find((release2) => release2.sha === sha);
  return bad === void 0 ? pass("not quarantined") : fail("VERSION_QUARANTINED", `${describeRelease(bad)} was rolled back at ${bad.at}: ${bad.reason}`);
}, judgeWayBack = ({ tag, sha, state, delta, migrationPolicy, shallow }) => {
  let { target, oneWay } = judgeReadiness(state, { tag, sha }, delta, migrationPolicy), because = oneWay.map(({ why }) => why).join("; "), isUnknown = [delta.migrations, delta.back, delta.targetTag].some(({ kind }) => kind === "unavailable");
  if (shallow && isUnknown && oneWay.some(({ asks }) => asks))
    return fail("HISTORY_CUT_OFF", `Whether there is a way back from ${tag} is not known: ${because}.`);
  if (oneWay.some(({ asks }) => asks)) return fail("ONE_WAY", `There is no way back from ${tag}: ${because}.`);
  if (target === null) return pass(`nothing to go back to: ${because}`);
  let unseen3 = migrationPolicy === null ? ", as far as can be seen without migrations" : "";
  return pass(`back to ${describeRelease(target)}${unseen3}`);
};

// src/core/gates/tag-gates.ts
var invalidTag = (tag, tagPrefix, hint = "") => parseTag(tag, tagPrefix) === null ? fail(
  "TAG_INVALID",
  `${JSON.stringify(clip(tag, MAX_TAG_LENGTH))} is not "${tagPrefix}" and a semantic version.${hint}`
) : null, judgeTag = ({ tag, tagPrefix, sha, nearest }) => {
  let hint = nearest.length === 0 ? "" : ` Did you mean ${nearest.join(", ")}?`, invalid = invalidTag(tag, tagPrefix, hint);
  return invalid !== null ? invalid : sha === null ? fail("TAG_NOT_FOUND", `The repository has no tag ${tag}.${hint}`) : pass(`${tag} is commit ${shortSha(sha)}`);
}, judgeMain = ({ onMain, mainBranch, mainRemote, shallow, sha }) => {
  let main = mainRemote === null ? mainBranch : `${mainRemote}/${mainBranch}`;
  if (onMain === null) {
    let fetch = mainRemote === null ? "" : `Fetch it: git fetch ${mainRemote} ${mainBranch}; or name`;
    return fail(
      "TAG_NOT_ON_MAIN",
      `There is no branch ${main} here to look at.`,
      `${fetch || "Name"} another with mainBranch in pipeline.json.`
    );
  }
  return onMain ? pass(`on ${main}`) : shallow ? fail("HISTORY_CUT_OFF", `Whether commit ${shortSha(sha)} is on ${main} is not known: ${CUT_OFF}.`) : fail("TAG_NOT_ON_MAIN", `Commit ${shortSha(sha)} is not on ${main}.`);
}, CUT_OFF = "the history is cut off in this clone", judgeMoved = ({ tag, sha, staging }) => {
  let recorded = staging.verified.find((release2) => release2.tag === tag);
  return recorded === void 0 || recorded.sha === sha ? pass("not moved") : fail("TAG_MOVED", `${tag} was ${shortSha(recorded.sha)} on staging and is ${shortSha(sha)} now.`);
}, judgePrerelease = ({ tag, tagPrefix }) => parseTag(tag, tagPrefix)?.prerelease === !0 ? fail("PRERELEASE_TO_PRODUCTION", `${tag} is a prerelease.`) : pass("a release");

// src/core/gates/gates.ts
var never = (why) => ({ never: why }), ofCommit = (judge) => (facts) => facts.sha === null ? skip("there is no commit to judge") : judge({ ...facts, sha: facts.sha }), onProduction = (judge) => (facts) => facts.stage === "production" ? judge(facts) : skip("only for production"), GATES = {
  tag: {
    title: "The tag is a version and exists",
    waiver: never("without a tag there is nothing to deploy"),
    judge: judgeTag
  },
  main: {
    title: "The commit is on the main branch",
    waiver: "may",
    judge: ofCommit(judgeMain)
  },
  moved: {
    title: "The tag still names the commit that staging verified",
    waiver: never("release the commit under a new tag"),
    judge: onProduction(ofCommit(judgeMoved))
  },
  tree: {
    title: "The whole tree of the tag can be had",
    waiver: "may",
    judge: ofCommit(judgeTree)
  },
  prerelease: {
    title: "No prerelease goes to production",
    waiver: never("tag the same commit as a release"),
    judge: onProduction(ofCommit(judgePrerelease))
  },
  staging: {
    title: "Staging verified the same commit",
    waiver: "with-reason",
    judge: onProduction(ofCommit(judgeStaging))
  },
  frozen: {
    title: "The stage is not frozen",
    waiver: never("find the cause, then unfreeze"),
    judge: judgeFrozen
  },
  quarantine: {
    title: "The commit was not rolled back from the stage",
    waiver: never("release a fix, or find the cause and unfreeze"),
    judge: ofCommit(judgeQuarantine)
  },
  ci: {
    title: "CI passed on the commit",
    waiver: "may",
    judge: ofCommit(judgeCi)
  },
  incidents: {
    title: "No incident is open",
    waiver: "may",
    judge: onProduction(judgeIncidents)
  },
  migrations: {
    title: "Migrations are known and acknowledged",
    waiver: "may",
    judge: ofCommit(judgeNewMigrations)
  },
  readiness: {
    title: "There is a way back",
    waiver: never("deploy with --allow-one-way 'why that is all right'"),
    judge: onProduction(ofCommit(judgeWayBack))
  },
  credentials: {
    title: "AWS credentials are for this stage and last long enough",
    waiver: never("without them, or with those of another account, nothing can be deployed"),
    judge: ({ inputs }) => judgeStageCredentials(inputs.credentials)
  },
  secrets: {
    title: "The stage has every secret that the version needs",
    waiver: "may",
    judge: judgeSecrets
  },
  plan: {
    title: "Nothing has changed since the plan was made",
    waiver: never("make the plan again and deploy with its digest")
  },
  lock: {
    title: "No other run holds the stage",
    waiver: never("wait for the run that holds it, or unlock when it is dead")
  },
  smoke: {
    title: "The version works on the stage",
    waiver: never("no version stays that does not prove that it works")
  }
}, headOf = (id) => ({ id, title: GATES[id].title }), judgeGates = (facts) => Object.entries(GATES).flatMap(
  ([id, { title, judge }]) => judge === void 0 ? [] : [gateResult({ id, title }, judge(facts), facts.stage)]
);

// src/core/ledger/death.ts
var dead = (proof) => ({ kind: "dead", proof });
function judgeOwner(facts) {
  let { process: process2, ci, silence } = facts;
  return process2.kind === "known" ? process2.value.state === "gone" ? dead(process2.value.how) : { kind: "undead", why: "its process runs on this machine" } : ci.kind === "known" && ci.value.finished ? dead(`its workflow run is ${ci.value.status}`) : silence.kind === "known" && silence.value.silentMs >= silence.value.limitMs ? dead(
    `it has shown no sign of life for the ${formatDuration(silence.value.silentMs)} that it was watched`
  ) : { kind: "undead", why: [noteOf(process2), ciNote(ci), silenceNote(silence)].join("; ") };
}
var noteOf = (fact) => fact.kind === "skipped" ? fact.why : fact.message, ciNote = (ci) => ci.kind === "known" ? `its workflow run is ${ci.value.status}` : noteOf(ci), silenceNote = (silence) => silence.kind === "known" ? `quiet for ${formatDuration(silence.value.silentMs)} of the ${formatDuration(silence.value.limitMs)} that prove it` : noteOf(silence);
function phaseOf({ command, deployed = !1, rollback, sha }) {
  return rollback !== void 0 ? deployed ? "rollback-smoke" : "rollback" : deployed ? "smoke" : sha === null ? `${command}, before its first change` : "deploy";
}

// src/core/gates/lock.ts
var lockGate = (stage, owner, now, verdict = null) => gateResult(headOf("lock"), judgeLock(stage, owner, now, verdict), stage);
function judgeLock(stage, owner, now, verdict) {
  if (owner === null) return pass("free");
  if (verdict?.kind === "dead") return pass(`to be taken over: ${describeDeath(owner, verdict.proof)}`);
  let doubt = verdict === null ? "" : ` Not proven dead: ${verdict.why}.`;
  return fail("LOCK_HELD", `${describeOwner(stage, owner, now)}${doubt}`);
}
var workOf = ({ command, tag }) => tag === null ? command : `${command} ${tag}`, describeDeath = (owner, proof) => `run ${owner.runId} of ${owner.actor} (${workOf(owner)}) died in ${phaseOf(owner)}: ${proof}`;
function describeOwner(stage, owner, now) {
  let { actor, host, pid, since, runId } = owner, where = pid === null ? host : `${host}, process ${pid}`;
  return `${stage} has been held by ${actor} (${workOf(owner)}, ${where}) for ${ageOf(since, now)}, run ${runId}.`;
}

// src/core/gates/waivers.ts
var MAX_WHY = 500, BETWEEN = /\n|,\s*(?=[\w-]+(?:@[^=,\s]*)?=)/;
function readWaivers(text, now, explained) {
  let read = (text ?? "").split(BETWEEN).map((part) => part.trim()).filter((part) => part !== "").map(readWaiver), problems = read.flatMap((one, index) => {
    let repeated = read.findIndex(({ waiver }) => waiver.gate === one.waiver.gate) !== index;
    return [...one.problems, ...refusals(one.waiver, repeated, now, explained)].map((message) => ({
      path: `--waive ${one.waiver.gate || JSON.stringify(clip(one.text))}`,
      message
    }));
  });
  if (problems.length > 0) throw refused(problems);
  return read.map(({ waiver }) => waiver);
}
var TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/;
function readWaiver(text) {
  let [, gate = "", time, why] = /^([\w-]+)(?:@([^=]*))?(?:=(.*))?$/s.exec(text) ?? [], isTime = time !== void 0 && TIME.test(time) && !Number.isNaN(Date.parse(time)), waiver = { gate, why: (why ?? "").trim(), until: isTime ? new Date(time).toISOString() : null };
  if (gate === "") return { text, waiver, problems: ["is not GATE=WHY"] };
  let badTime = time !== void 0 && !isTime ? [`${JSON.stringify(clip(time))} is not a time such as 2026-03-01T18:00Z`] : [];
  return { text, waiver, problems: badTime };
}
var RULES = new Map(
  Object.entries(GATES).map(([id, { waiver }]) => [id, waiver])
);
function refusals({ gate, why, until }, repeated, now, explained) {
  if (gate === "") return [];
  let rule = RULES.get(gate);
  return [
    ...rule === void 0 ? [`is not a gate that can be waived; those are ${waivableGates().join(", ")}`] : [],
    ...typeof rule == "object" ? [`cannot be waived: ${rule.never}`] : [],
    ...rule === "with-reason" && !explained ? ["also needs a reason for the run: --reason '…'"] : [],
    ...why === "" ? ["needs a reason: GATE=WHY"] : [],
    ...why.length > MAX_WHY ? [`its reason is longer than ${MAX_WHY} characters`] : [],
    ...repeated ? ["is given twice"] : [],
    ...until !== null && hasExpired(until, now) ? [`expired at ${until}`] : []
  ];
}
var hasExpired = (until, now) => Date.parse(until) <= now.getTime(), waivableGates = () => [...RULES].filter(([, rule]) => typeof rule == "string").map(([gate]) => gate), refused = (problems) => usageError("WAIVER_REFUSED", "The waivers cannot be accepted.", problems);
function waive(gates, waivers, by, now) {
  return gates.map((gate) => {
    let waiver = waivers.find(({ gate: id }) => id === gate.id);
    if (waiver === void 0) return gate;
    if (gate.status !== "fail") return { ...gate, detail: `${gate.detail} (its waiver was not needed)` };
    let { why, until } = waiver;
    return until !== null && hasExpired(until, now) ? { ...gate, detail: `${sentence(gate.detail)} Its waiver expired at ${until}.` } : { ...gate, status: "waived", fix: null, waived: { by, why, until } };
  });
}
var waiverLine = ({ by, why, until }) => `waived by ${by} until ${until ?? "this run ends"}: ${why}`, oneWayWaivers = (gates, why) => waiversOf(["migrations", "readiness"], gates, why), overMigrationsWaivers = (gates, why) => waiversOf(["migrations"], gates, why), waiversOf = (ids, gates, why) => why === null ? [] : gates.filter(({ id, status }) => ids.includes(id) && status === "fail").map(({ id }) => ({ gate: id, why, until: null }));

// src/core/ledger/stage-state.ts
var EMPTY_STATE = {
  running: null,
  verified: [],
  quarantine: [],
  frozen: null,
  lock: null
};

// src/core/ledger/fold.ts
function foldEntry(state, entry) {
  switch (entry.kind) {
    case "started":
      return nowOwned(state, entry);
    case "deployed":
      return {
        ...state,
        running: nowUnverified(state, entry),
        lock: progress(state, entry, { deployed: !0 })
      };
    case "verified":
    case "rolled-back":
      return nowVerified(release(state, entry), entry);
    case "failed":
      return { ...release(state, entry), running: afterFailure(state, entry) };
    case "inconclusive":
      return { ...release(state, entry), running: afterFailure(state, entry), frozen: freezeOf(entry) };
    case "rollback-started":
      return leaving({ ...state, frozen: freezeOf(entry), lock: nowLeaving(state, entry) }, entry);
    case "rollback-failed":
      return { ...release(state, entry), running: state.running && { ...state.running, verified: !1 } };
    case "frozen":
      return { ...state, frozen: freezeOf(entry) };
    case "unfrozen":
      return { ...state, frozen: null, quarantine: [] };
    case "lock-broken":
    case "taken-over":
      return afterDeath(state);
    case "effect":
    case "deployer-unlocked":
    case "migrated":
    case "waived":
    case "blocked":
      return state;
  }
}
function nowOwned(state, entry) {
  let fence = (state.fence ?? 0) + 1;
  return { ...state, lock: { ...ownerOf(entry), fence }, fence };
}
var ownerOf = ({ runId, command, tag, sha, actor, host, pid, at, runner }) => ({
  runId,
  command,
  tag,
  sha,
  actor,
  host,
  pid,
  since: at,
  ...runner === void 0 ? {} : { runner }
}), progress = ({ lock }, { runId }, how) => lock?.runId === runId ? { ...lock, ...how } : lock;
function nowLeaving(state, entry) {
  let to = releaseOf(entry), { from } = entry;
  return to === null || from === null ? state.lock : progress(state, entry, { deployed: !1, rollback: { from, to } });
}
var release = (state, { runId }) => state.lock?.runId === runId ? { ...state, lock: null } : state, releaseOf = ({ tag, sha }) => tag === null || sha === null ? null : { tag, sha }, freezeOf = ({ detail, actor, at }) => ({ reason: detail ?? "", actor, at }), outputsOf = (running, sha) => running?.sha === sha ? running.outputs : {};
function nowUnverified(state, entry) {
  let subject = releaseOf(entry);
  return subject === null ? state.running : { ...subject, verified: !1, outputs: entry.outputs ?? outputsOf(state.running, subject.sha) };
}
function nowVerified(state, entry) {
  let subject = releaseOf(entry);
  if (subject === null) return state;
  let { sha } = subject;
  return {
    ...state,
    running: { ...subject, verified: !0, outputs: entry.outputs ?? outputsOf(state.running, sha) },
    verified: [subject, ...without(state.verified, sha)].slice(0, 50),
    quarantine: without(state.quarantine, sha)
  };
}
var afterFailure = (state, entry) => entry.changed === !1 ? state.running : nowUnverified(state, entry);
function afterDeath(state) {
  let { lock, running } = state, there = lock === null ? null : lock.rollback?.from ?? releaseOf(lock);
  if (there === null) return { ...state, lock: null };
  let { tag, sha } = there;
  return { ...state, lock: null, running: { tag, sha, verified: !1, outputs: outputsOf(running, sha) } };
}
function leaving(state, { from, detail, at }) {
  return from === null ? state : {
    ...state,
    running: { ...from, verified: !1, outputs: outputsOf(state.running, from.sha) },
    verified: without(state.verified, from.sha),
    quarantine: [{ ...from, reason: detail ?? "", at }, ...without(state.quarantine, from.sha)]
  };
}
var without = (releases, sha) => releases.filter((one) => one.sha !== sha);

// src/core/migrations/sql-text.ts
var MARKER = /^[ \t]*--[ \t-]*(?:(?:migrate:|\+goose[ \t]+|\+migrate[ \t]+)(up|down)|(up|down)[ \t]+migration)\b[^\n]*$/gim;
function sqlSections(text) {
  let sections = { up: "", down: "" }, current = "up", from = 0;
  for (let marker of text.matchAll(MARKER))
    sections[current] += text.slice(from, marker.index), current = (marker[1] ?? marker[2])?.toLowerCase() === "down" ? "down" : "up", from = marker.index + marker[0].length;
  return sections[current] += text.slice(from), sections;
}
function sqlStatements(text) {
  let statements = [[]];
  for (let at = 0; at < text.length; ) {
    let token = readToken(text, at);
    if (token === null) return null;
    token.word === ";" ? statements.push([]) : token.word !== "" && statements.at(-1)?.push(token.word), at = token.end;
  }
  return statements.filter((words) => words.length > 0).map((words) => words.join(" "));
}
var BLANK = /\s+/y, LINE_COMMENT = /--[^\n]*/y, WORD = /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y, NUMBER = /[\d.]*\d[\w.]*/y, DOLLAR_QUOTE = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y;
function readToken(text, at) {
  let skipped4 = match(BLANK, text, at) ?? match(LINE_COMMENT, text, at);
  if (skipped4 !== null) return { word: "", end: at + skipped4.length };
  if (text.startsWith("/*", at)) return blockComment(text, at);
  let char = text[at];
  if (char === "'") return quoted3(text, at + 1, "'", !1, () => STRING);
  if (/[eE]/.test(char) && text[at + 1] === "'") return quoted3(text, at + 2, "'", !0, () => STRING);
  if (char === '"' || char === "`") return quoted3(text, at + 1, char, !1, quotedName);
  let quote = match(DOLLAR_QUOTE, text, at);
  if (quote !== null) {
    let end = text.indexOf(quote, at + quote.length);
    return end < 0 ? null : { word: STRING, end: end + quote.length };
  }
  let word = match(WORD, text, at) ?? match(NUMBER, text, at) ?? char;
  return { word: word.toUpperCase(), end: at + word.length };
}
var STRING = "''", quotedName = (name) => `"${name.replace(/[^\w$\u0080-\uffff]/g, "_")}"`;
function quoted3(text, start, quote, escapes, wordOf) {
  for (let at = start; at < text.length; at++)
    if (escapes && text[at] === "\\") at++;
    else if (text[at] === quote) {
      if (text[at + 1] !== quote) return { word: wordOf(text.slice(start, at)), end: at + 1 };
      at++;
    }
  return null;
}
var COMMENT_MARK = /\/\*|\*\//g;
function blockComment(text, start) {
  COMMENT_MARK.lastIndex = start;
  let depth = 0;
  for (let mark = COMMENT_MARK.exec(text); mark !== null; mark = COMMENT_MARK.exec(text))
    if (depth += mark[0] === "/*" ? 1 : -1, depth === 0) return { word: "", end: COMMENT_MARK.lastIndex };
  return null;
}
function match(pattern, text, at) {
  return pattern.lastIndex = at, pattern.exec(text)?.[0] ?? null;
}

// src/core/migrations/sql-risk.ts
function judgeSqlFile(text) {
  let { up, down } = sqlSections(text);
  return { findings: judgeSql(up), hasDown: sqlStatements(down)?.length !== 0 };
}
function judgeSql(text) {
  let statements = sqlStatements(text);
  if (statements === null) return [unknown2("ends within a string, a name or a comment")];
  let created = /* @__PURE__ */ new Set();
  return statements.flatMap((statement) => judgeStatement(statement, created));
}
function judgeStatement(statement, created) {
  let creates = CREATE_TABLE.exec(statement)?.groups?.name;
  creates !== void 0 && created.add(nameOf2(creates));
  for (let { form, judge, many } of FORMS) {
    let found = form.exec(statement);
    if (found === null) continue;
    let name = nameOf2(found.groups?.name ?? ""), verdict = !many && created.has(name) ? null : judge(name, statement);
    return verdict === null ? [] : [verdict].flat();
  }
  return [unknown2(`does something that cannot be judged: ${statement.split(" ").slice(0, 3).join(" ")}`)];
}
var harmless = () => null, NAME = "(?<name>[^ (]+(?: \\. [^ (]+)*)", nameOf2 = (name) => name.split(" . ").map((part) => /^".*"$/.test(part) ? part.slice(1, -1) : part.toLowerCase()).join("."), CREATE_TABLE = new RegExp(`^CREATE (?:[A-Z]+ )?TABLE (?!IF NOT EXISTS )${NAME}`), FORMS = [
  {
    form: /^(BEGIN|COMMIT|END|START TRANSACTION|SET|RESET|ANALYZE|VACUUM|REINDEX|LOCK|COMMENT ON|GRANT|REFRESH MATERIALIZED VIEW)( |$)/,
    judge: harmless
  },
  {
    form: /^CREATE (INDEX|([A-Z]+ )?TABLE|SCHEMA|TYPE|DOMAIN|EXTENSION|SEQUENCE|(RECURSIVE |MATERIALIZED )?VIEW|FUNCTION|PROCEDURE|AGGREGATE|STATISTICS|ROLE|USER) /,
    judge: harmless
  },
  {
    form: new RegExp(`^CREATE UNIQUE INDEX (?:[^ ]+ )*?ON (?:ONLY )?${NAME}`),
    judge: (name) => unknown2(`refuses rows of ${name} that are not unique`)
  },
  {
    form: new RegExp(`^INSERT INTO ${NAME}`),
    judge: (name, statement) => / (UPDATE|DELETE|MERGE) /.test(statement) ? destructive(`inserts into ${name} and changes rows`) : null
  },
  {
    form: new RegExp(`^UPDATE (?:ONLY )?${NAME}`),
    judge: (name) => destructive(`overwrites rows of ${name}`)
  },
  {
    form: new RegExp(`^DELETE FROM (?:ONLY )?${NAME}`),
    judge: (name) => destructive(`deletes rows of ${name}`)
  },
  { form: /^(TRUNCATE|MERGE) /, judge: () => destructive("empties or overwrites tables") },
  {
    form: /^WITH /,
    judge: (_, statement) => / (UPDATE|DELETE|MERGE) /.test(statement) ? destructive("changes rows") : unknown2("runs a query")
  },
  {
    form: new RegExp(`^DROP TABLE (?:IF EXISTS )?${NAME}(?: CASCADE| RESTRICT)?$`),
    judge: (name) => destructive(`drops table ${name}`)
  },
  {
    form: new RegExp(
      `^DROP (?:(?:FOREIGN )?TABLE|SCHEMA|DATABASE|(?:MATERIALIZED )?VIEW|TYPE|DOMAIN|SEQUENCE|FUNCTION|PROCEDURE|AGGREGATE|EXTENSION|ROLE|USER|OWNED BY) (?:IF EXISTS )?${NAME}`
    ),
    judge: (name) => destructive(`drops ${name}`),
    many: !0
  },
  { form: new RegExp(`^ALTER TABLE (?:IF EXISTS )?(?:ONLY )?${NAME}`), judge: judgeAlterTable },
  { form: new RegExp(`^ALTER TYPE ${NAME} ADD VALUE `), judge: harmless },
  {
    form: new RegExp(`^ALTER .*?${NAME} (?:RENAME|SET SCHEMA) `),
    judge: (name) => destructive(`renames ${name} or a part of it`),
    many: !0
  }
];
function judgeAlterTable(table, statement) {
  return splitActions(statement.replace(HEAD, "")).flatMap((action) => {
    for (let { form, judge } of ACTIONS) {
      let found = form.exec(action);
      if (found === null) continue;
      let verdict = judge({ table, column: nameOf2(found.groups?.name ?? ""), action });
      return verdict === null ? [] : [verdict].flat();
    }
    return [unknown2(`changes ${table} in a way that cannot be judged: ${beginning(action)}`)];
  });
}
var HEAD = new RegExp(`^ALTER TABLE (?:IF EXISTS )?(?:ONLY )?${NAME}(?: \\*)? `), beginning = (action) => action.split(" ").slice(0, 3).join(" ");
function splitActions(words) {
  let actions = [[]], depth = 0;
  for (let word of words.split(" "))
    word === "(" && (depth += 1), word === ")" && (depth -= 1), word === "," && depth === 0 ? actions.push([]) : actions.at(-1)?.push(word);
  return actions.map((action) => action.join(" "));
}
var ACTIONS = [
  {
    form: /^ADD (CONSTRAINT|PRIMARY KEY|UNIQUE|CHECK|FOREIGN KEY|EXCLUDE)( |$)/,
    judge: ({ table }) => unknown2(`refuses rows of ${table} that were allowed before`)
  },
  { form: new RegExp(`^ADD (?:COLUMN )?(?:IF NOT EXISTS )?${NAME} `), judge: judgeColumn },
  { form: /^DROP CONSTRAINT /, judge: harmless },
  {
    form: new RegExp(`^DROP (?:COLUMN )?(?:IF EXISTS )?${NAME}`),
    judge: ({ table, column }) => destructive(`drops column ${column} of ${table}`)
  },
  {
    form: new RegExp(`^ALTER (?:COLUMN )?${NAME} (?:SET DATA )?TYPE `),
    judge: ({ table, column }) => destructive(`changes the type of ${column} of ${table}`)
  },
  {
    form: new RegExp(`^ALTER (?:COLUMN )?${NAME} SET NOT NULL$`),
    judge: ({ table, column }) => destructive(`makes ${column} of ${table} not null`)
  },
  { form: new RegExp(`^ALTER (?:COLUMN )?${NAME} SET (DEFAULT|STATISTICS|STORAGE) `), judge: harmless },
  { form: /^(SET|RESET) \(|^(VALIDATE CONSTRAINT|ATTACH PARTITION|CLUSTER ON|OWNER TO) /, judge: harmless },
  { form: /^DETACH PARTITION /, judge: ({ table }) => destructive(`detaches a partition of ${table}`) },
  {
    form: /^(RENAME|SET SCHEMA) /,
    judge: ({ table }) => destructive(`renames ${table} or a part of it`)
  },
  { form: /^(MODIFY|CHANGE) /, judge: ({ table }) => destructive(`changes a column of ${table}`) }
];
function judgeColumn({ table, column, action }) {
  let mandatory = /(?<!IS )NOT NULL|PRIMARY KEY/.test(action), filled = / (DEFAULT|GENERATED|AUTO_INCREMENT|(BIG|SMALL)?SERIAL)( |$)/.test(action);
  return mandatory && !filled ? destructive(`adds column ${column} to ${table}, which is not null and has no default`) : null;
}

// src/core/migrations/script-risk.ts
function judgeScriptFile(text) {
  let script = readScript(text);
  if (script === null) return { findings: [unknown2("cannot be read")], hasDown: !1 };
  let down = findDown(script.code), ways = { ...script, code: down === null ? script.code : without2(script.code, down) }, hasDown = down !== null && !/^down\s*=\s*false\b/.test(script.code.slice(down.from, down.to));
  return UP.test(ways.code) ? { findings: judgeCalls(ways), hasDown } : { findings: [unknown2("exports no up that can be found")], hasDown };
}
var UP = /(?<![\w$])up\s*[=(:]/, DOWN = /(?<![\w$])down\s*[=(:]/g;
function findDown(code) {
  let depth = 0, from = 0;
  for (let { index } of code.matchAll(DOWN)) {
    for (let bracket of code.slice(from, index).match(BRACKET) ?? [])
      depth += OPENING.includes(bracket) ? 1 : -1;
    if (depth <= 1) return { from: index, to: endOfFunction(code, index) };
    from = index;
  }
  return null;
}
var OPENING = "([{", CLOSING = ")]}", BRACKET = /[()[\]{}]/g;
function endOfFunction(code, from) {
  let depth = 0;
  for (let at = from; at < code.length; at++) {
    let char = code[at];
    if (OPENING.includes(char)) depth += 1;
    else if (CLOSING.includes(char)) {
      if (depth -= 1, depth < 0) return at;
      if (depth === 0 && char === "}") return at + 1;
    } else if (depth === 0 && (char === ";" || char === "," || char === `
` && /^\s*(export|module|exports)\b/.test(code.slice(at))))
      return at;
  }
  return code.length;
}
var without2 = (code, { from, to }) => `${code.slice(0, from)}${" ".repeat(to - from)}${code.slice(to)}`, CALL = /(?<![\w$])(?<name>[A-Za-z_$][\w$]*)\s*(?:<[^<>()]*>\s*)?(?<open>[(`])/g, MAX_CALLS = 1e3;
function judgeCalls({ code, literals }) {
  if (/[)\]]\s*(\?\.\s*)?[(`]/.test(code)) return [unknown2("calls something without a name")];
  let calls = [...code.matchAll(CALL)];
  if (calls.length > MAX_CALLS) return [unknown2("is too long to be judged")];
  let created = /* @__PURE__ */ new Set();
  return calls.flatMap(({ index, groups, 0: whole }) => {
    let { name = "" } = groups, open = index + whole.length - 1, first = literals.find(({ at }) => at >= open && code.slice(open, at).trim().length <= 1);
    return judgeCall({ name, first: first?.text ?? null, args: argumentsAt(code, open) }, created);
  });
}
function argumentsAt(code, open) {
  let depth = 0;
  for (let at = open; at < code.length; at++)
    if (OPENING.includes(code[at]) && (depth += 1), CLOSING.includes(code[at]) && (depth -= 1), depth === 0) return code.slice(open + 1, at);
  return code.slice(open + 1);
}
function judgeCall(call, created) {
  let { name, first, args } = call;
  if (DEFINES.has(name)) return [];
  if (DECIDES.has(name)) return [unknown2("decides at run time what to do")];
  if (RUNS_SQL.has(name))
    return first === null ? [unknown2("runs SQL that is put together at run time")] : judgeSql(first);
  if (first !== null && created.has(first)) return [];
  if (name === "createTable" && first !== null && !/ifNotExists/.test(args) && created.add(first), ADDS.has(name) && !/\bunique\s*:\s*true\b/.test(args)) return [];
  let subject = first === null ? "" : ` on ${first}`;
  return name === "addColumn" || name === "addColumns" ? judgeColumns(subject, args) : name === "alterColumn" ? [judgeAlteration(subject, args)] : DESTROYS.test(name) ? [destructive(`calls ${name}${subject}`)] : [unknown2(`calls ${name}${subject}`)];
}
var DEFINES = /* @__PURE__ */ new Set(["up", "function", "async", "require", "constructor"]), DECIDES = /* @__PURE__ */ new Set(["if", "for", "while", "switch", "catch"]), RUNS_SQL = /* @__PURE__ */ new Set(["sql", "query", "raw", "execute", "unsafe"]), ADDS = /* @__PURE__ */ new Set([
  "createTable",
  "createIndex",
  "addIndex",
  "createType",
  "addType",
  "addTypeValue",
  "createExtension",
  "addExtension",
  "createSchema",
  "createSequence",
  "createView",
  "createMaterializedView",
  "createFunction",
  "createDomain",
  "createRole",
  "dropConstraint",
  "refreshMaterializedView",
  "func",
  "noTransaction"
]), DESTROYS = /^(drop(Table|Column|View|MaterializedView|Type|Schema|Sequence|Function|Domain|Extension|Role|Database)|rename|truncate|delete|del$|update)/;
function judgeColumns(subject, args) {
  let mandatory = args.match(/\bnotNull\s*:\s*true\b/g) ?? [], described = args.match(/\{[^{}]*\bnotNull\s*:\s*true\b[^{}]*\}/g) ?? [];
  return described.some((column) => !/\bdefault\s*:/.test(column)) ? [destructive(`adds a column${subject} that is not null and has no default`)] : mandatory.length === described.length ? [] : [unknown2(`adds columns${subject}`)];
}
var judgeAlteration = (subject, args) => /\b(type|notNull)\s*:/.test(args) ? destructive(`changes the type of a column${subject}, or makes it not null`) : unknown2(`calls alterColumn${subject}`), TOKEN = new RegExp(
  [
    /\/\/[^\n]*|\/\*[\s\S]*?\*\//,
    /'(?:[^'\\\n]|\\[\s\S])*'|"(?:[^"\\\n]|\\[\s\S])*"|`(?:[^`\\]|\\[\s\S])*`/,
    // a slash that follows a value divides it
    /(?<=[(,=:[!&|?{};]\s*)\/(?![/*])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\//,
    /['"`]|\/\*/
  ].map(({ source }) => source).join("|"),
  "g"
);
function readScript(text) {
  let literals = [], broken = !1, code = text.replace(TOKEN, (token, at) => {
    let quote = token[0];
    if ((token.length === 1 || token === "/*") && (broken = !0), quote === "/") return " ".repeat(token.length);
    let inner = token.slice(1, -1);
    return quote === "`" && isCutOff(inner) && (broken = !0), literals.push({ at, text: quote === "`" && inner.includes("${") ? null : inner }), `${quote}${" ".repeat(inner.length)}${quote}`;
  });
  return broken ? null : { code, literals };
}
var isCutOff = (template) => template.lastIndexOf("${") > template.lastIndexOf("}");

// src/core/migrations/judge.ts
var MAX_LENGTH = 1e5, MAX_REASONS2 = 5;
function judgeMigrations(config, changes, texts) {
  let only = (paths) => paths.filter((path) => isMigration(config, path));
  return [
    ...only(changes.added).map((path) => judgeNew(config, changes, path, texts.get(path) ?? null)),
    ...only(changes.changed).map(
      (path) => edited(path, "changed", "was edited after a version that has it ran")
    ),
    ...only(changes.removed).map(
      (path) => edited(path, "removed", "what runs has it, and this version does not")
    )
  ].sort((a, b) => a.path < b.path ? -1 : 1);
}
function judgeNew(config, { added, changed }, path, text) {
  let { findings, hasDown } = judgeText(path, text), file = downFileOf(path, [...added, ...changed]), inside = hasDown && (config.down === "any" || config.down === (isSql(path) ? "section" : "export")), beside = file !== null && (config.down === "any" || config.down === "file");
  return {
    path,
    change: "new",
    risk: worst(findings),
    reasons: [...new Set(findings.map(({ what }) => what))].slice(0, MAX_REASONS2),
    down: inside ? path : beside ? file : null
  };
}
var edited = (path, change, why) => ({
  path,
  change,
  risk: "unknown",
  reasons: [why],
  down: null
}), isSql = (path) => /\.sql$/i.test(path);
function judgeText(path, text) {
  return text === null ? { findings: [unknown2("cannot be read")], hasDown: !1 } : text.length > MAX_LENGTH ? { findings: [unknown2("is too long to be judged")], hasDown: !1 } : isSql(path) ? judgeSqlFile(text) : /\.[cm]?[jt]s$/i.test(path) ? judgeScriptFile(text) : { findings: [unknown2("is neither SQL nor a script")], hasDown: !1 };
}
var worst = (findings) => findings.some(({ risk }) => risk === "destructive") ? "destructive" : findings.length > 0 ? "unknown" : "additive";

// src/release/crossing.ts
var skipped2 = (why) => ({ kind: "skipped", why });
function crossingsTo(run, release2) {
  let found = /* @__PURE__ */ new Map();
  return (state) => {
    if (release2 === null) return Promise.resolve(NO_COMMIT);
    let choice = chooseRollbackTarget(state, release2), target = choice.kind === "target" ? choice.release : null, key = JSON.stringify([state.running?.sha, target]), known = found.get(key) ?? findCrossing(run, release2, state.running, target);
    return found.set(key, known), known;
  };
}
var noCommit = skipped2("there is no commit to judge"), NO_COMMIT = { migrations: noCommit, back: noCommit, targetTag: noCommit };
async function findCrossing({ ports, context }, release2, running, target) {
  let { repository } = ports, { migrations: config, mainBranch } = context.config, since = (from) => from === null ? noVersion : migrationsBetween(repository, config, from.sha, release2.sha), [migrations, back, targetTag] = await Promise.all([
    since(running),
    target?.sha === running?.sha ? null : since(target),
    target === null ? noTarget2 : repository.lookUp(target.tag, mainBranch).then(async ({ sha }) => ({ kind: "known", value: sha === null && await repository.has(target.sha) ? target.sha : sha }))
  ]);
  return { migrations, back: back ?? migrations, targetTag };
}
var noVersion = skipped2("nothing runs on the stage yet, so that every migration is new"), noTarget2 = skipped2("there is no version to go back to");
async function migrationsBetween(repository, config, from, to) {
  if (config === void 0)
    return skipped2("nobody looks for migrations; migrations.path in pipeline.json says where they are");
  if (from === to) return { kind: "known", value: [] };
  let changes = await repository.changes(from, to, config.path);
  if (changes.kind !== "known") return changes;
  let paths = changes.value.added.filter((path) => isMigration(config, path)), texts = await repository.contents(to, paths), byPath = new Map(paths.map((path, index) => [path, texts[index]]));
  return { kind: "known", value: judgeMigrations(config, changes.value, byPath) };
}

// src/core/gates/incidents.ts
function readStatusPage(page, wanted, url2) {
  let rows = Object.entries(wanted).map(([path, value2]) => ({ path, value: value2, seen: valueAt(path, page) })), absent = rows.filter(({ seen }) => seen === void 0).map(({ path }) => path);
  return absent.length > 0 ? { kind: "unavailable", message: `The status page ${url2} has no ${absent.join(", ")}.` } : { kind: "known", value: rows.filter(({ value: value2, seen }) => seen !== value2).map((row) => ({
    title: `${row.path} is ${shown(row.seen)}, not ${JSON.stringify(row.value)}`
  })) };
}

// src/release/evidence.ts
async function gatherEvidence(run, stage, release2) {
  let [ci, incidents, credentials, secrets, tree] = await Promise.all([
    askCi(run, release2),
    askIncidents(run, stage),
    askCredentials(run, stage),
    askSecrets(run, stage, release2),
    release2 === null ? skipped3("there is no commit to judge") : run.ports.repository.treeParts(release2.sha)
  ]);
  return { ci, incidents, credentials, secrets, tree };
}
var skipped3 = (why) => ({ kind: "skipped", why });
async function askCi({ ports, context }, release2) {
  let { ci } = context.config.gates;
  if (ci === void 0) return skipped3("CI is not asked; gates.ci in pipeline.json says whom to ask");
  if (release2 === null) return skipped3("there is no commit to judge");
  let checks = await ports.codeHost.checks(release2.sha);
  return checks.kind === "known" ? { kind: "known", value: countChecks(checks.value, ci) } : checks;
}
async function askIncidents({ ports, context }, stage) {
  let { incidents } = context.config.gates;
  if (stage !== "production") return skipped3("only for production");
  if (incidents === void 0)
    return skipped3("nobody looks for incidents; gates.incidents in pipeline.json says where they are seen");
  if (incidents.kind === "github-issues") return ports.codeHost.openIssues(incidents.label);
  let { url: url2, timeoutSeconds, json } = incidents, page = await ports.statusPage.read(url2, timeoutSeconds * 1e3, ports.signal);
  return page.kind === "known" ? readStatusPage(page.value, json, url2) : page;
}

// src/release/watch.ts
var MISSED_BEATS = 5, Watch = class {
  ports;
  stage;
  seen = null;
  silentMs = 0;
  sinceLastLookMs = 0;
  /** by the clocks the owner has been silent for long: worth watching also for who does not wait */
  suspects = !1;
  constructor(ports, stage) {
    this.ports = ports, this.stage = stage;
  }
  async look(owner) {
    let [facts, silence] = await Promise.all([this.ports.runs.examine(owner), this.listen(owner)]);
    return judgeOwner({ ...facts, silence });
  }
  /** Tells how long was slept since the last look. */
  slept(ms) {
    this.sinceLastLookMs += ms;
  }
  async listen(owner) {
    let seconds = owner.runner?.heartbeatSeconds ?? null;
    if (this.suspects = !1, seconds === null) return { kind: "skipped", why: "it shows no signs of life" };
    let limitMs = seconds * 1e3 * MISSED_BEATS, heard = await this.hear(owner);
    if (heard.kind !== "known")
      return this.seen = null, heard;
    let beat = heard.value, now = { runId: owner.runId, beat: beat?.id ?? null }, same = this.seen?.runId === now.runId && this.seen.beat === now.beat;
    this.silentMs = same ? this.silentMs + this.sinceLastLookMs : 0, this.sinceLastLookMs = 0, this.seen = now;
    let ageMs = this.ports.clock.now().getTime() - Date.parse(beat?.at ?? owner.since);
    return this.suspects = ageMs >= limitMs, { kind: "known", value: { silentMs: this.silentMs, limitMs } };
  }
  /** The owner's newest sign of life; the record by which it took the stage was the first. */
  async hear({ runId }) {
    try {
      let beat = await this.ports.heartbeats.read(this.stage);
      return { kind: "known", value: beat?.runId === runId ? beat : null };
    } catch (error) {
      return { kind: "unavailable", message: `its signs of life cannot be read: ${messageOf(error)}` };
    }
  }
};

// src/release/admission.ts
var LOCK_POLL_MS = 2e3, RACE_DELAY_MS = 200;
async function admit(run, stage, subject, request) {
  let { clock, ledger, say, signal, random } = run.ports, deadline = clock.now().getTime() + request.waitSeconds * 1e3, watch = new Watch(run.ports, stage), pause = (ms) => clock.sleep(ms, signal).catch(() => {
  }), waitedFor = null, views = request.views;
  for (; ; ) {
    let view = viewOf(views, stage), gates = await request.judge(views);
    run.report.gates = gates;
    let refused2 = firstFailure(gates);
    if (refused2 !== null) return { kind: "blocked", view, reason: refused2 };
    if (signal.aborted) return { kind: "blocked", view, reason: INTERRUPTED };
    let owner = view.state.lock, verdict = owner && await watch.look(owner);
    run.report.gates = [...gates, lockGate(stage, owner, clock.now(), verdict)];
    let held = firstFailure(run.report.gates);
    if (held === null) {
      let orphans = await run.ports.runs.sweep();
      if (orphans.length > 0)
        return { kind: "blocked", view, reason: reason("ORPHANS_LEFT", orphans.join("; ")) };
      await run.ports.runs.announce();
      let started = run.entry("started", {
        ...subject,
        reason: request.reason,
        runner: run.context.identity.runner
      }), entries = [...buried(run, owner, verdict), started, ...waiverEntries(run, subject, gates)], claimed = await ledger.tryAppend(view, entries);
      if (claimed !== null) return { kind: "admitted", view: claimed, takenOver: owner };
      await pause(random() * RACE_DELAY_MS);
    } else {
      let left = deadline - clock.now().getTime();
      if (left <= 0 && !watch.suspects) return { kind: "blocked", view, reason: held };
      let { runId } = owner;
      runId !== waitedFor && say(`${left > 0 ? "waiting" : "watching"}: ${held.message}`), waitedFor = runId;
      let ms = left > 0 ? Math.min(left, LOCK_POLL_MS) : LOCK_POLL_MS;
      await pause(ms), watch.slept(ms);
    }
    views = await ledger.read(views.map((one) => one.stage));
  }
}
function buried(run, owner, verdict) {
  if (owner === null || verdict?.kind !== "dead") return [];
  let detail = describeDeath(owner, verdict.proof);
  return run.ports.say(`taking over: ${detail}`), [run.entry("taken-over", { tag: owner.tag, sha: owner.sha, detail })];
}
var waiverEntries = (run, subject, gates) => gates.flatMap(
  ({ id, code, detail, waived }) => waived === void 0 ? [] : [
    run.entry("waived", {
      ...subject,
      code,
      reason: waived.why,
      detail: `${id}: ${sentence(waived.why)} ${detail}`,
      waiver: { gate: id, until: waived.until }
    })
  ]
), INTERRUPTED = reason(
  "INTERRUPTED",
  "The run was interrupted before it began.",
  "Run the same command again."
), viewOf = (views, stage) => views.find((view) => view.stage === stage), NO_TAG = { sha: null, onMain: null, mainRemote: null, shallow: !1 };
async function gatherFacts(run, stage, tag, waivers = [], allowOneWay = null) {
  let { repository, ledger } = run.ports, { tagPrefix, mainBranch } = run.context.config, stages = stage === "production" ? ["production", "staging"] : ["staging"], isVersion = parseTag(tag, tagPrefix) !== null, [views, found] = await Promise.all([
    ledger.read(stages),
    isVersion ? repository.lookUp(tag, mainBranch) : NO_TAG
  ]), release2 = found.sha === null ? null : { tag, sha: found.sha }, crossingFrom = crossingsTo(run, release2), [nearest, evidence] = await Promise.all([
    release2 === null ? repository.tags().then((names) => nearestTags(tag, names, tagPrefix)) : [],
    gatherEvidence(run, stage, release2),
    crossingFrom(afterDeath(viewOf(views, stage).state))
  ]), judge = async (seen) => {
    let state = afterDeath(viewOf(seen, stage).state), facts = {
      stage,
      tag,
      tagPrefix,
      mainBranch,
      ...found,
      nearest,
      state,
      staging: viewOf(seen, "staging").state,
      inputs: evidence,
      delta: await crossingFrom(state),
      migrationPolicy: run.context.config.migrations?.fence.deploy ?? null
    }, gates = judgeGates(facts);
    return waive(
      gates,
      [...waivers, ...oneWayWaivers(gates, allowOneWay)],
      run.report.actor,
      run.ports.clock.now()
    );
  };
  return { release: release2, views, ci: evidence.ci, evidence, crossing: crossingFrom, judge };
}

// src/release/secrets.ts
var SECRETS_SECONDS = 900, NO_STORE = { kind: "skipped", why: "the deployer keeps no secrets" };
async function askSecrets(run, stage, release2, compare2 = !1) {
  let { deployer, ledger } = run.ports, store = deployer.secrets;
  if (store === void 0) return NO_STORE;
  if (release2 === null) return { kind: "skipped", why: "there is no commit to judge" };
  let others = compare2 ? STAGES.filter((one) => one !== stage) : [], [views, declared, [stored, other]] = await Promise.all([
    ledger.read([stage]),
    declaredBy(run, release2.sha),
    listEach(run, store, [stage, ...others], release2)
  ]);
  if (stored.kind !== "known") return stored;
  if (other !== void 0 && other.kind !== "known") return other;
  let { running } = viewOf(views, stage).state, before = running === null ? null : await declaredBy(run, running.sha), { secrets: config } = run.context.config;
  return { kind: "known", value: reviewSecrets({
    stage,
    config,
    declared,
    before,
    stored: stored.value,
    elsewhere: other === void 0 ? null : other.value
  }) };
}
async function storeSecret({ ports }, { name, stage, release: release2 }, value) {
  let { credentials, deployer, signal, say } = ports;
  if (deployer.secrets === void 0) return reason("NO_SECRET_STORE");
  let obtained = await credentials.obtain(stage, SECRETS_SECONDS);
  if (!obtained.ok) return obtained.reason;
  let { env, secrets } = obtained;
  return deployer.secrets.set({ stage, release: release2, credentials: { env, secrets }, signal, say }, name, value);
}
async function listEach(run, store, stages, release2) {
  let [first, ...others] = stages, listed = [await list(run, store, first, release2)];
  for (let stage of others) listed.push(await list(run, store, stage, release2));
  return listed;
}
async function list(run, store, stage, release2) {
  let { credentials, signal, say } = run.ports, obtained = await credentials.obtain(stage, SECRETS_SECONDS);
  if (!obtained.ok) return { kind: "unavailable", message: obtained.reason.message };
  let { env, secrets } = obtained, asked = { stage, release: release2, credentials: { env, secrets }, signal, say };
  return store.list(asked, run.context.config.secrets.placeholders);
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

// src/core/config/placeholders.ts
var PLACEHOLDER = /\{([A-Za-z][A-Za-z0-9_]*)\}/g, fill = (template, values) => template.replace(
  PLACEHOLDER,
  (whole, name) => Object.hasOwn(values, name) ? values[name] : whole
);
function missingPlaceholders(template, values) {
  let names = [...template.matchAll(PLACEHOLDER)].map((match2) => match2[1]);
  return [...new Set(names)].filter((name) => !Object.hasOwn(values, name));
}

// src/core/smoke/probe.ts
var import_semver3 = __toESM(require_semver2(), 1);
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
  }), faults = claims.flatMap(({ path, label, wanted, value, accepted }) => value === null ? [missingClaim(path, label, observed, json)] : accepted ? [] : [`${label} ${short(value)}, not ${wanted}`]), made = claims.filter(({ value }) => value !== null);
  return {
    served: made.length === 0 ? "unknown" : made.every(({ accepted }) => accepted) ? "expected" : "other",
    showsCommit: claims.some(({ label, accepted }) => label === "sha" && accepted),
    faults,
    claim: claimOf(made),
    summary: made.map(({ label, value }) => `, ${label} ${short(value)}`).join("")
  };
}
function claimOf(made) {
  let said = (wanted) => made.find(({ label }) => label === wanted)?.value ?? null, version = said("version"), sha = said("sha");
  return version === null ? sha === null ? null : short(sha) : sha === null ? short(version) : `${short(version)} (${short(sha.slice(0, MIN_SHA_DIGITS))})`;
}
function missingClaim(path, label, { headers, body }, json) {
  let no = `no ${label} at ${JSON.stringify(path)}`, other = path.startsWith(HEADER) ? void 0 : valueAt(path, json);
  if (other !== void 0) return `${label} is ${shown(other)}, not text`;
  if (path.startsWith(HEADER))
    return `${no}; the answer has the headers ${listSome(Object.keys(headers))}`;
  if (typeof json == "object" && json !== null && !Array.isArray(json)) {
    let names = Object.keys(json);
    return names.length === 0 ? `${no}; the body is an empty object` : `${no}; the body has ${listSome(names)}`;
  }
  return body === "" ? `${no}; the body is empty` : `${no}; the body is not a JSON object`;
}
function isVersionOf({ tag, tagPrefix }) {
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
function contentFaults({ expect }, { status, body, latencyMs }, json) {
  let faults = [];
  status !== expect.status && faults.push(`status ${status}, not ${expect.status}`);
  for (let [path, wanted] of Object.entries(expect.json ?? {})) {
    let value = valueAt(path, json);
    value !== wanted && faults.push(`${path} is ${shown(value)}, not ${JSON.stringify(wanted)}`);
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
function addAttempt(progress2, readings, atMs) {
  let required = readings.filter(({ optional: optional2 }) => !optional2), arrived = isArrived(required), checks = readings.map((reading) => resultOf(reading, arrived)), verdicts = checks.filter(({ optional: optional2 }) => !optional2), passed = verdicts.every(({ verdict }) => verdict === "pass"), wrong = verdicts.filter(({ verdict }) => verdict === "fail");
  return {
    attempts: progress2.attempts + 1,
    passes: passed ? progress2.passes + 1 : 0,
    passingSinceMs: progress2.passes === 0 ? atMs : progress2.passingSinceMs,
    wrongs: new Map(wrong.map(({ name }) => [name, (progress2.wrongs.get(name) ?? 0) + 1])),
    waits: passed || wrong.length > 0 ? 0 : progress2.waits + 1,
    reached: readings.some(({ reached }) => reached),
    otherAtMs: required.some(({ served }) => served === "other") ? atMs : progress2.otherAtMs,
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
function decideSmoke(progress2, settings, elapsedMs) {
  if (progress2.passes >= settings.consecutive && confirmedAtMs(progress2, settings) <= elapsedMs)
    return { kind: "verdict", verdict: "pass", detail: `${progress2.passes} full passes in a row` };
  let worst2 = [...progress2.wrongs].find(([, count]) => count >= settings.consecutive);
  if (worst2 !== void 0) {
    let [name, count] = worst2;
    return {
      kind: "verdict",
      verdict: "fail",
      detail: `${name} was wrong ${count} times in a row: ${detailOf(progress2, name)}`
    };
  }
  let delayMs = nextDelayMs(progress2, settings, elapsedMs);
  return delayMs === null ? atDeadline(progress2, settings, elapsedMs) : { kind: "again", delayMs };
}
var proofOf = ({ showsCommit }) => showsCommit ? "commit" : "version";
function confirmedAtMs({ passingSinceMs }, settings) {
  let confirmingMs = (settings.consecutive - 1) * settings.confirmIntervalSeconds * 1e3;
  return passingSinceMs + Math.max(confirmingMs, settleMs(settings));
}
var settleMs = ({ settleSeconds, deadlineSeconds }) => 1e3 * (settleSeconds ?? Math.min(DEFAULT_SETTLE_SECONDS, deadlineSeconds * DEFAULT_SETTLE_SHARE)), SETTLE_ATTEMPTS = 20, MIN_SETTLE_INTERVAL_MS = 100;
function nextDelayMs(progress2, settings, elapsedMs) {
  let { intervalSeconds, maxIntervalSeconds, confirmIntervalSeconds, consecutive, deadlineSeconds } = settings, leftMs = deadlineSeconds * 1e3 - elapsedMs, confirmMs = confirmIntervalSeconds * 1e3;
  if (progress2.waits === 0) {
    let delayMs = progress2.passes === 0 ? confirmMs : passIntervalMs(settings);
    return delayMs < leftMs ? delayMs : null;
  }
  let roomMs = leftMs - Math.max(consecutive * confirmMs, settleMs(settings));
  if (roomMs <= 0) return null;
  let askedMs = progress2.notBeforeMs - elapsedMs, growingMs = Math.min(intervalSeconds * 1e3 * 2 ** (progress2.waits - 1), maxIntervalSeconds * 1e3);
  return Math.min(Math.max(growingMs, askedMs), roomMs);
}
function passIntervalMs(settings) {
  let confirmMs = settings.confirmIntervalSeconds * 1e3, ms = settleMs(settings);
  return ms === 0 ? confirmMs : Math.min(confirmMs, Math.max(MIN_SETTLE_INTERVAL_MS, ms / SETTLE_ATTEMPTS));
}
function atDeadline(progress2, settings, elapsedMs) {
  let { deadlineSeconds } = settings;
  return progress2.reached ? {
    kind: "verdict",
    verdict: "fail",
    detail: `not right within ${deadlineSeconds} s: ${firstFault(progress2, elapsedMs)}`
  } : { kind: "verdict", verdict: "inconclusive", detail: `nothing could be reached when the ${deadlineSeconds} s were over: ${firstFault(progress2, elapsedMs)}` };
}
function firstFault({ checks, otherAtMs }, elapsedMs) {
  let fault = checks.find(({ optional: optional2, verdict }) => !optional2 && verdict !== "pass");
  return fault !== void 0 ? `${fault.name}: ${fault.detail}` : otherAtMs === null ? "it passed, but not often enough in a row" : `it passed, but another version still answered ${Math.round((elapsedMs - otherAtMs) / 100) / 10} s before`;
}
var detailOf = ({ checks }, name) => checks.find((check) => check.name === name).detail;

// src/release/until-aborted.ts
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

// src/release/run-smoke.ts
function unknownUrls(config, urls) {
  return [...new Set(config.checks.flatMap(({ url: url2 }) => missingPlaceholders(url2, urls)))];
}
async function runSmoke({ clock, prober, say, signal }, config, urls, expected, onUndecided = () => {
}) {
  let startedAt = clock.now().getTime(), elapsedMs = () => clock.now().getTime() - startedAt, read = async (check) => {
    let url2 = fill(check.url, urls), leftMs = config.deadlineSeconds * 1e3 - elapsedMs(), timeoutMs = Math.max(1, Math.ceil(Math.min(config.timeoutSeconds * 1e3, leftMs)));
    return readCheck(check, url2, await prober.probe(check, url2, timeoutMs), expected);
  }, progress2 = NO_ATTEMPT;
  for (; ; ) {
    let readings = await untilAborted(signal, () => Promise.all(config.checks.map(read)));
    progress2 = addAttempt(progress2, readings, elapsedMs());
    let decision = decideSmoke(progress2, config, elapsedMs()), { attempts, checks } = progress2;
    if (decision.kind === "verdict") {
      let { verdict, detail } = decision, proof = verdict === "pass" ? { proof: proofOf(progress2) } : {};
      return { verdict, attempts, durationMs: elapsedMs(), detail, ...proof, checks };
    }
    attempts === 1 && onUndecided(), say(
      `attempt ${attempts}: ${checks.map(({ name, verdict, detail }) => `${name} ${verdict} (${detail})`).join(", ")}`
    ), await clock.sleep(decision.delayMs, signal);
  }
}

// src/release/append.ts
var MAX_TRIES = 60, MAX_DELAY_MS = 1500;
async function appendEntries({ ledger, clock, random }, view, compose) {
  let current = view;
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    let appended = await ledger.tryAppend(current, compose(current));
    if (appended !== null) return appended;
    await clock.sleep(random() * Math.min(20 * 2 ** tries, MAX_DELAY_MS)), current = (await ledger.read([view.stage]))[0];
  }
  throw environmentError(
    "LEDGER_UNAVAILABLE",
    `The ledger refused ${MAX_TRIES} appends to ${view.stage} in a row.`
  );
}

// src/release/run.ts
var Run = class {
  context;
  ports;
  report;
  started;
  constructor(context, command, stage, tag) {
    this.context = context, this.ports = context.ports, this.started = this.ports.clock.now(), this.report = emptyReport({
      command,
      app: context.config.app,
      stage,
      tag: tag === null ? null : clip(tag, MAX_TAG_LENGTH),
      ledger: this.ports.ledger.where,
      runId: context.identity.runId,
      actor: context.identity.actor,
      startedAt: this.started.toISOString()
    });
  }
  /** Does a part of the work, timed, shown and reported; `describe` says what came of it. */
  async phase(name, body, describe) {
    let startedAt = this.ports.clock.now(), record2 = (status, detail) => {
      let durationMs = this.ports.clock.now().getTime() - startedAt.getTime();
      this.report.phases.push({ name, status, startedAt: startedAt.toISOString(), durationMs, detail }), this.ports.say(
        `${status === "ok" ? "ok" : "FAILED"}  ${name}  ${formatDuration(durationMs)}  ${detail}`
      );
    };
    try {
      let result = await this.ports.tracer.span(name, body), { ok: ok2, detail } = describe(result);
      return record2(ok2 ? "ok" : "failed", detail), result;
    } catch (error) {
      throw record2("failed", messageOf(error)), error;
    }
  }
  /** A ledger entry of this run, now. */
  entry(kind, fields = {}) {
    let { runId, actor, host, pid } = this.context.identity;
    return {
      kind,
      runId,
      command: this.report.command,
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
  /** Completes the report. */
  conclude(outcome, reason2) {
    return this.report.outcome = outcome, this.report.ok = isOk(outcome, this.report.command), this.report.reason = reason2, this.report.durationMs = this.ports.clock.now().getTime() - this.started.getTime(), this.report;
  }
  /** Shows the stage in the report as a view has it. */
  show(view) {
    let { running } = view.state;
    this.report.running = running && { tag: running.tag, sha: running.sha, verified: running.verified };
  }
  /**
   * Completes the report and appends it with the entry that ends the run, after those that were kept for it. The
   * report tells the stage as it is after that entry, so all are folded before they are written.
   * @param check throws when the stage, as others left it meanwhile, no longer allows the entry
   */
  async concludeWith(view, entries, outcome, reason2, check = () => {
  }) {
    let report = this.conclude(outcome, reason2);
    return await appendEntries(this.ports, view, (seen) => {
      check(seen), this.show({ ...seen, state: entries.reduce(foldEntry, seen.state) });
      let last = entries.length - 1;
      return entries.map((entry, index) => index === last ? { ...entry, report } : entry);
    }), await this.ports.runs.retire(), report;
  }
};

export {
  POLICIES,
  SHAPES,
  policyDocument,
  pass,
  skip,
  fail,
  gateResult,
  firstFailure,
  migrationPattern,
  isMigration,
  describeMigrations,
  unmet,
  uneven,
  describeSecret,
  setCommand,
  unfinished,
  isUndecided,
  judgeStageCredentials,
  chooseRollbackTarget,
  isQuarantined,
  findRollbackTarget,
  judgeReadiness,
  MAX_TAG_LENGTH,
  parseTag,
  sortVersionTags,
  BUMPS,
  nextVersion,
  invalidTag,
  headOf,
  readWaivers,
  waive,
  waiverLine,
  overMigrationsWaivers,
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
  lockGate,
  EMPTY_STATE,
  foldEntry,
  afterDeath,
  migrationsBetween,
  askCredentials,
  NO_STORE,
  askSecrets,
  storeSecret,
  askCi,
  Watch,
  admit,
  viewOf,
  gatherFacts,
  appendEntries,
  fill,
  missingPlaceholders,
  readCheck,
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
  untilAborted,
  unknownUrls,
  runSmoke,
  emptyReport,
  succeeds,
  Run
};
