// Words of the screen. French is the source text itself; the English catalogue is put on globalThis
// by /langue/en.js, which the edge adds before the modules, for English readers only.

const catalogue = () => globalThis.__carnet_en;

// Quotes and ? ! : ; that no end of line parts from their words, and « d’ » before a vowel, as rxapp/core/i18n.py writes them.
const keptTogether = (template) => template.replaceAll("« ", "«\u00a0").replace(/ (?=[»?!:;])/g, "\u00a0");
const SPOKEN_AS_VOWEL = /^([aeiouœæ]|h(ec|el|en|er|il|ip|on|or|ub|ug|ya)|y[^aeiouy\W\d_])/;
const elides = (name) => SPOKEN_AS_VOWEL.test(String(name ?? "").slice(0, 4).toLowerCase().normalize("NFD").replace(/\p{M}/gu, ""));
const elided = (template, values) => template.replace(/\b([Dd])e \{(\w+)\}/g, (whole, d, name) => (elides(values?.[name]) ? `${d}’{${name}}` : whole));

function fill(template, values) {
  let known = true;
  const text = elided(keptTogether(template), values).replace(/\{(\w+)\}/g, (whole, name) => {
    const value = values?.[name];
    if (value === undefined || value === null || value === "") known = false;
    return value;
  });
  return known ? text : "";
}

// t("Bonjour {name}", {name}): the sentence in the reader's language, empty while a value is not known yet.
export function t(message, values) {
  const found = catalogue()?.[message];
  return fill((Array.isArray(found) ? found[0] : found) ?? message, values);
}

// tn("{n} document", "{n} documents", 3): the right number; French counts 0 and 1 as one, English only 1.
export function tn(one, many, n, values) {
  const found = catalogue()?.[one];
  const [single, plural] = Array.isArray(found) ? found : [one, many];
  const isOne = Array.isArray(found) ? n === 1 : Math.abs(n) < 2;
  return fill(isOne ? single : plural, { n, ...values });
}

// "fr" or "en", for numbers.
export const language = () => (catalogue() ? "en" : "fr");
