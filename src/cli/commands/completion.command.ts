import type { Declaration } from '../command.js';

export const completionCommand: Declaration = {
  name: 'completion',
  description: "print a shell's completion script",
  examples: [
    'source <(alida-argo completion bash) # in ~/.bashrc',
    'source <(alida-argo completion zsh)  # in ~/.zshrc, after compinit',
    'alida-argo completion fish > ~/.config/fish/completions/alida-argo.fish',
  ],
  flags: (command) => command.argument('<shell>'),
};
