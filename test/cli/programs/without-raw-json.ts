/** Makes this runtime as old as one that cannot keep the digits of large numbers. */
Reflect.deleteProperty(JSON, "rawJSON")
