import { generateKeyPairSync } from 'node:crypto';

/** A new public key of a person, as ssh servers list it. Its private half is thrown away: nobody here logs in anywhere. */
export function sshPublicKey(comment: string): string {
  const { publicKey } = generateKeyPairSync('ed25519');
  const raw = Buffer.from(String(publicKey.export({ format: 'jwk' }).x), 'base64url');
  const type = 'ssh-ed25519';
  const blob = Buffer.concat([field(Buffer.from(type)), field(raw)]);
  return `${type} ${blob.toString('base64')} ${comment}`;
}

function field(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
