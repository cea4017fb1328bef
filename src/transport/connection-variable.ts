/** Whether a variable of this name can say how its host is reached; who takes part in a play does not. */
export function saysHowToConnect(name: string): boolean {
  const isOfHost = name.startsWith("ansible_") && !name.startsWith("ansible_play_");
  return isOfHost || name === "exec_command" || name === "exec_via";
}
