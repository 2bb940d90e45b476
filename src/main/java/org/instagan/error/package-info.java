/** What goes wrong, in types: {@link org.instagan.error.InputException} for the caller's mistakes. Knows only the JDK. */
package org.instagan.error;
