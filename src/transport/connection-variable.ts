/** Whether a variable of this name can say how its host is reached. */
export function saysHowToConnect(name: string): boolean {
  return name.startsWith("ansible_") || name === "exec_command" || name === "exec_via";
}
