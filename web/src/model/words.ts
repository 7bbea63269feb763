/** The words of the model: classes, attributes, relations, values. */

/** The name of a class as people say it: "virtual machine". */
export const className = (name: string): string => name.replaceAll('_', ' ')
/** The name of an attribute as people say it. */
export const attributeName = (name: string): string => name.replaceAll('_', ' ')
