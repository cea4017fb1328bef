export function targets() {}
