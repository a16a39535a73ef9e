import type { GraphNode, ModelGraph } from './model-graph.ts'

/**
 * The name of the value that tells how many frames each symbol lasts. Kokoro rounds them and lets none be below 1
 * (`Round` → `Clip`), VITS rounds them up (`Ceil`); both do so once.
 * @throws RangeError when the model is of another make
 */
export function findDurations({ nodes }: Pick<ModelGraph, 'nodes'>): string {
  const rounding = only(nodes, 'Round')
  const clipped =
    rounding && nodes.find(({ operator, inputs }) => operator === 'Clip' && inputs[0] === rounding.outputs[0])
  const name = (clipped ?? only(nodes, 'Ceil'))?.outputs[0]
  if (!name) throw new RangeError('The model does not tell how long its symbols last: it is of another kind.')
  return name
}

function only(nodes: GraphNode[], operator: string): GraphNode | undefined {
  const found = nodes.filter((node) => node.operator === operator)
  return found.length === 1 ? found[0] : undefined
}
