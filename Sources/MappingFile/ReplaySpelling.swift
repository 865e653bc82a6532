/// The form of a replay speed, for messages.
package let speedWanted = "a number above 0, or max"
