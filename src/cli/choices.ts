// What `init` lets choose: apart from it, for every start reads these.
export const languages = ['python', 'java'] as const;
export const clusters = ['kind', 'minikube', 'generic', 'alida'] as const;
export const cis = ['github', 'gitlab', 'none'] as const;
