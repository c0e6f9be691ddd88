import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** A certificate and its key, in PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

const ECDSA_WITH_SHA256 = '2a8648ce3d040302';
const COMMON_NAME = '550403';
const BASIC_CONSTRAINTS = '551d13';
const SUBJECT_ALT_NAME = '551d11';
const DAY_MS = 86_400_000;

/** One DER value: tag, length, content. */
function der(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(content);
  const digits = body.length < 0x80 ? [] : [...Buffer.from(body.length.toString(16).padStart(4, '0'), 'hex')];
  const length = digits.length === 0 ? [body.length] : [0x80 | digits.length, ...digits];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}

const sequence = (...content: readonly Uint8Array[]) => der(0x30, ...content);
const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'));
/** A leading 1 keeps the number positive and in its shortest form. */
const integer = (bytes: Uint8Array) => der(0x02, Buffer.from([1]), bytes);
const bits = (bytes: Uint8Array) => der(0x03, Buffer.from([0]), bytes);
const yes = der(0x01, Buffer.from([0xff]));

function name(commonName: string): Buffer {
  return sequence(der(0x31, sequence(oid(COMMON_NAME), der(0x0c, Buffer.from(commonName)))));
}

function time(at: number): Buffer {
  const text = new Date(at).toISOString().replaceAll(/[-:T]|\.\d+/g, '');
  return der(0x17, Buffer.from(text.slice(2)));
}

function extensions(isAuthority: boolean): Buffer {
  const hosts = sequence(der(0x82, Buffer.from('localhost')), der(0x87, Buffer.from([127, 0, 0, 1])));
  const content = isAuthority
    ? sequence(oid(BASIC_CONSTRAINTS), yes, der(0x04, sequence(yes)))
    : sequence(oid(SUBJECT_ALT_NAME), der(0x04, hosts));
  return der(0xa3, sequence(content));
}

function pem(bytes: Uint8Array): string {
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

/** An authority that lives for a day. */
export class CertificateAuthority {
  readonly #commonName: string;
  readonly #key: KeyObject;
  readonly cert: string;

  constructor(commonName: string) {
    this.#commonName = commonName;
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.#key = privateKey;
    this.cert = this.#certificate(commonName, publicKey, true);
  }

  /** A certificate for localhost and 127.0.0.1, for a server or a client. */
  issue(commonName: string): Certificate {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    return { cert: this.#certificate(commonName, publicKey, false), key };
  }

  #certificate(subject: string, publicKey: KeyObject, isAuthority: boolean): string {
    const algorithm = sequence(oid(ECDSA_WITH_SHA256));
    const toSign = sequence(
      der(0xa0, der(0x02, Buffer.from([2]))),
      integer(randomBytes(16)),
      algorithm,
      name(this.#commonName),
      sequence(time(Date.now() - DAY_MS), time(Date.now() + DAY_MS)),
      name(subject),
      publicKey.export({ type: 'spki', format: 'der' }),
      extensions(isAuthority),
    );
    return pem(sequence(toSign, algorithm, bits(sign('sha256', toSign, this.#key))));
  }
}
