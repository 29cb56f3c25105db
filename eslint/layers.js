/*
 * Who may import whom in src/: functions → orchestrations → activities and azure, with the settings and the pure domain below
 * all of them. The domain holds the ports: activities know them, src/azure implements them, src/services puts both
 * together. `values` may be imported freely, `types` only as types.
 */
const LAYERS = {
  domain: { values: [], types: [], packages: ['croner', 'jsonc-parser', 're2js', 'semver', 'zod'] },
  settings: { values: ['domain'], types: [], packages: ['zod'] },
  azure: { values: ['settings', 'domain'], types: [] },
  activities: { values: ['domain'], types: [] },
  doctor: { values: ['domain'], types: [] },
  orchestrations: { values: ['domain'], types: ['activities'], packages: ['durable-functions'] },
  functions: { values: ['orchestrations', 'settings', 'domain'], types: [] },
  services: { values: ['activities', 'doctor', 'azure', 'settings', 'domain'], types: ['functions'] },
};

const ALLOWED_NAMES = [
  { name: 'node:crypto', allowImportNames: ['createHash'], message: 'Only createHash: the rest is random.' },
  { name: 'durable-functions', importNames: ['app', 'getClient', 'input'], message: 'Only src/index.ts registers.' },
];

const OUTSIDE = {
  regex: '^\\.\\./(\\.\\./)*(local|test|bench|scripts|dist)(/|$)',
  message: 'The product knows nothing of the local stack, the tests or the benches.',
};
const WIRING = {
  regex: '^(\\.\\./)+(index(\\.js)?|src)?$|^\\./index$',
  message: 'Nothing imports the composition root.',
};

/** The rooms of src/functions that every way to start work shares: they must not know one of these ways. */
const SHARED_ROOMS = ['start', 'instances'];
const HTTP = {
  regex: '^(\\.\\./)+http(/|$)',
  message: 'What starts work is shared by HTTP, events and timers: it must not know HTTP.',
};

/** One configuration per layer of src/, with the rules of `more[layer]` added, and one for the rooms with a rule of their own. */
function layers(more) {
  return [
    ...Object.entries(LAYERS).map(([layer, allowed]) => ({
      files: [`src/${layer}/**/*.ts`],
      rules: { ...importsOf(layer, patternsOf(layer, allowed)), ...more[layer] },
    })),
    {
      files: SHARED_ROOMS.map((room) => `src/functions/${room}/**/*.ts`),
      rules: importsOf('functions', [...patternsOf('functions', LAYERS.functions), HTTP]),
    },
  ];
}

function importsOf(layer, patterns) {
  return { '@typescript-eslint/no-restricted-imports': ['error', { paths: pathsOf(layer), patterns }] };
}

function pathsOf(layer) {
  if (layer === 'domain') return ALLOWED_NAMES.slice(0, 1);
  return layer === 'orchestrations' || layer === 'functions' ? ALLOWED_NAMES.slice(1) : [];
}

function patternsOf(layer, { values, types, packages }) {
  const others = Object.keys(LAYERS).filter((other) => other !== layer && !values.includes(other));
  const patterns = [OUTSIDE, WIRING];
  for (const other of others) {
    const allowTypeImports = types.includes(other);
    // The domain has a room of that name: from another room of it, one step up leads there.
    const up = layer === 'domain' && other === 'doctor' ? '{2,}' : '+';
    patterns.push({
      regex: `^(\\.\\./)${up}${other}(/|$)`,
      allowTypeImports,
      message: allowTypeImports
        ? `src/${layer} knows src/${other} by its types only: import type.`
        : `src/${layer} must not know src/${other}: imports go functions → orchestrations → activities, with azure beside them, then settings, then domain.`,
    });
  }
  if (packages) {
    const allowed = [...packages, ...(layer === 'domain' ? ['node:crypto'] : [])];
    patterns.push({
      regex: `^(?!\\.|(${allowed.join('|')})$)`,
      message: `src/${layer} does no input or output: of packages it may import ${allowed.join(', ')}.`,
    });
  }
  return patterns;
}

module.exports = { layers, OUTSIDE };
