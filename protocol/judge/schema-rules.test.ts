import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { isClause } from '../../spec/ledger.js';
import { asset } from '../../spec/package-root.js';
import { discoveryDocument, invite, notification, publicKeys, share } from './cases/samples.js';
import { RULES } from './rules.js';

const folder = asset('spec/schemas');
const schemas = readdirSync(folder).map((file) => ({
  file,
  schema: JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as Record<string, unknown>,
}));

/** Every node of a schema, with its annotations. */
function* nodes(value: unknown): Generator<Record<string, unknown>> {
  if (Array.isArray(value)) for (const item of value) yield* nodes(item);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
  yield value as Record<string, unknown>;
  for (const [key, child] of Object.entries(value)) if (!key.startsWith('x-')) yield* nodes(child);
}

for (const { file, schema } of schemas) {
  test(`${file} is a valid JSON Schema 2020-12 whose annotations name clauses of the ledger`, () => {
    expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
    expect(new Ajv2020({ strict: false }).validateSchema(schema)).toBe(true);
    for (const node of nodes(schema)) {
      const cited = [
        node['x-clause'],
        ...Object.values((node['x-clause-required'] ?? {}) as Record<string, unknown>),
      ].flat();
      for (const id of cited.filter((id) => id !== undefined)) expect(isClause(String(id)), String(id)).toBe(true);
      if (node['x-rule'] !== undefined) expect(node['x-clause'], String(node['x-rule'])).toBeDefined();
      if (Array.isArray(node.required) && node['x-clause-required'] !== undefined) {
        expect(Object.keys(node['x-clause-required'] as object).sort()).toEqual(
          [...(node.required as string[])].sort(),
        );
      }
    }
  });
}

test('every rule that a schema names is a rule of the judge', () => {
  const ids = new Set(RULES.map(({ id }) => id));
  const slugs = schemas.flatMap(({ schema }) =>
    [...nodes(schema)].flatMap((node) => (typeof node['x-rule'] === 'string' ? [node['x-rule']] : [])),
  );
  expect(slugs.length).toBeGreaterThan(50);
  for (const slug of slugs) {
    const used = slug.startsWith('error-body/') ? slug.replace('error-body/', 'share-answer/error-') : slug;
    expect(ids.has(used), used).toBe(true);
  }
});

test('the published schemas take the conformant messages as they are', () => {
  const valid = (name: string, message: unknown): boolean => {
    const schema = schemas.find(({ file }) => file === `${name}.json`)?.schema ?? {};
    return new Ajv2020({ strict: false }).compile(schema)(message);
  };
  // senderDomain and providerId bind at different versions, so the notification schema holds the members of both.
  expect(valid('notification', { ...notification(), senderDomain: 'b.example.org' })).toBe(true);
  expect(valid('discovery', discoveryDocument())).toBe(true);
  expect(valid('share-creation', share())).toBe(true);
  expect(valid('invite-accepted', invite())).toBe(true);
  expect(valid('jwks', publicKeys())).toBe(true);
});
