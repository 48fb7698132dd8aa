import fc from 'fast-check';

const words =
  'y Y n no Null NULL TRUE off On ~ << = - -- --- ... ? : ?a -a a: :a #x a# %x @ ` &a *a !a | > |- 1 01 0o7 0b1 0b-1 ' +
  '0x1f 0_x1 1_000 _-1 -_1 1:30 1e1 1e1_ 12e3 1.5 1. .5 1e400 +1 -0 .nan .inf -.INF E0 e-5 -e1 0. 1d 1f 0x 0b 1e 500m ' +
  '4Gi 0k 2020-01-01 2001-12-14t21:59:43.10-05:00 1.0.1 1.2.3-rc 12345e "x" it\'s "\' {{x}} { } [a] , (a) null/ on/ é.a ' +
  '\\ \\n \u0007 \u001b \u007f \u0080 \u0085 \u00a0 \u00ad \u200b \u2028 \u2029 \ufeff \ufffd \ufffe \uffff \u{1fffe} \u{10ffff} \0 \t';
/** With a dollar sign for each line end. */
const lines =
  ' |  |  $|$|$$|\t$x| $|$a|a$|a$$|  a$b|a $ b|a$ $b|a\tb|a$$$b$$|a$---$b|a$...$|a$# b|a$\tb|a\r$b|🎈\r$|a$  b$ c|- a$- b|a: b$c: d' +
  '|--- a|? a|- a|a: b|a #b|!!int 1|{a: "b"}|a, b|a && b|a == \'b\'|a\u2028b$c|\ufeffa$b';
const alone = [
  '',
  ...words.split(' '),
  ...lines.split('|').map((text) => text.replaceAll('$', '\n')),
  'a | b',
  'a'.repeat(1100),
  '1'.repeat(64),
  `1e${'2'.repeat(62)}`,
];

/** Texts that some reader of YAML takes for something else where they are not written with care; whole characters. */
export const yamlText: fc.Arbitrary<string> = fc
  .oneof(
    fc.constantFrom(...alone),
    fc.stringMatching(/^[a-zA-Z{}(?-][-\w./:=@+ {}"'\\#&*|,;()]{0,9}$/),
    fc.stringMatching(/^[-+?.]{0,3}[0-9eEyYnNoObBfFxX~_=]{0,4}[-+.:_\deEfFsSmMgGiI]{0,4}$/),
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom(...' \t\n\ra-:#?|>\'"'.split('')) }),
    fc.array(fc.constantFrom(...alone)).map((all) => all.join('\n')),
    fc.array(fc.constantFrom(...alone), { maxLength: 4 }).map((all) => all.join(' ')),
  )
  .map((text) => text.toWellFormed());

/** Texts as values, items and keys, at several depths. */
export const yamlDocument = (texts: readonly string[]): object => ({
  texts,
  nested: [texts.map((text) => [{ text, list: [[text], text] }])],
  keys: Object.fromEntries(texts.map((text) => [text, { [text]: text }])),
});
