// Reads what a zip file lists, and unpacks one entry when it is asked for (APPNOTE.TXT 6.3.10).
// Only the list and that entry are read: a zip of any size costs no more memory than a photograph.
const DAMAGED = "The zip is damaged or cut off. Pack it again.";

async function bytesOf(file, from, to) {
  if (from < 0 || to > file.size) throw new Error(DAMAGED);
  return new DataView(await file.slice(from, to).arrayBuffer());
}

function wide(view, at) {
  return Number(view.getBigUint64(at, true));
}

// Where the list of entries lies: {count, from, size}.
async function listOf(file) {
  const start = Math.max(0, file.size - 65557); // the end's record, and the longest remark
  const tail = await bytesOf(file, start, file.size);
  for (let at = tail.byteLength - 22; at >= 0; at -= 1) {
    if (tail.getUint32(at, true) !== 0x06054b50) continue;
    const found = {
      count: tail.getUint16(at + 10, true),
      size: tail.getUint32(at + 12, true),
      from: tail.getUint32(at + 16, true),
    };
    if (at < 20 || tail.getUint32(at - 20, true) !== 0x07064b50) return found;
    const place = wide(tail, at - 12); // Zip64: more than 65,535 entries, or 4 GB
    const record = await bytesOf(file, place, place + 56);
    if (record.getUint32(0, true) !== 0x06064b50) throw new Error(DAMAGED);
    return { count: wide(record, 32), size: wide(record, 40), from: wide(record, 48) };
  }
  throw new Error("This is no zip file, or it is cut off. Choose a .zip.");
}

function nameOf(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

// Entries of a zip, folders left out: {name, size, packed, method, locked, from, sum}.
async function entriesOf(file) {
  const list = await listOf(file);
  const view = await bytesOf(file, list.from, list.from + list.size);
  const entries = [];
  let at = 0;
  for (let i = 0; i < list.count; i += 1) {
    if (at + 46 > view.byteLength || view.getUint32(at, true) !== 0x02014b50) {
      throw new Error(DAMAGED);
    }
    const [named, extra, remark] = [28, 30, 32].map((k) => view.getUint16(at + k, true));
    const entry = {
      name: nameOf(new Uint8Array(view.buffer, at + 46, named)),
      locked: Boolean(view.getUint16(at + 8, true) & 1),
      method: view.getUint16(at + 10, true),
      sum: view.getUint32(at + 16, true),
      packed: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      from: view.getUint32(at + 42, true),
    };
    widen(entry, view, at + 46 + named, extra);
    if (!entry.name.endsWith("/")) entries.push(entry);
    at += 46 + named + extra + remark;
  }
  return entries;
}

function widen(entry, view, start, length) {
  for (let at = start; at + 4 <= start + length; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue;
    let next = at + 4;
    for (const key of ["size", "packed", "from"]) {
      if (entry[key] !== 0xffffffff) continue;
      entry[key] = wide(view, next);
      next += 8;
    }
  }
}

// Unpacks an entry to at most `most` bytes; a bomb is let go when it has shown itself as one.
async function unpack(file, entry, most) {
  const large = new Error(`It has more than ${most / 2 ** 20} MB. Save it smaller and try again.`);
  if (entry.locked) throw new Error("It is protected by a password. Unpack the zip first.");
  if (![0, 8].includes(entry.method)) {
    throw new Error("It is packed in a way that browsers cannot read. Unpack the zip first.");
  }
  if (entry.size > most) throw large;
  const head = await bytesOf(file, entry.from, entry.from + 30);
  if (head.getUint32(0, true) !== 0x04034b50) throw new Error(DAMAGED);
  const from = entry.from + 30 + head.getUint16(26, true) + head.getUint16(28, true);
  const packed = file.slice(from, from + entry.packed);
  const stream = entry.method
    ? packed.stream().pipeThrough(new DecompressionStream("deflate-raw"))
    : packed.stream();
  const parts = [];
  let size = 0;
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw new Error("It is damaged in the zip. Pack it again.");
    });
    if (done) break;
    size += value.length;
    if (size > most) {
      reader.cancel();
      throw large;
    }
    parts.push(value);
  }
  const blob = new Blob(parts);
  const sum = sumOf(new Uint8Array(await blob.arrayBuffer()));
  if (size !== entry.size || sum !== entry.sum) {
    throw new Error("It is damaged in the zip. Pack it again.");
  }
  return blob;
}

const SUMS = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

// The CRC-32 of bytes (ISO 3309).
function sumOf(bytes) {
  let sum = 0xffffffff;
  for (const byte of bytes) sum = SUMS[(sum ^ byte) & 255] ^ (sum >>> 8);
  return (sum ^ 0xffffffff) >>> 0;
}
