// node --import: a process that takes 30 % longer. With it the bench shows that it would notice.
process.on('exit', () => {
  const end = performance.now() * 1.3;
  while (performance.now() < end);
});
