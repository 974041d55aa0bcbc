package event

// Fault tells why a reply could not be shown.
type Fault string

// The faults of delivery.
const (
	FaultGone     Fault = "gone"     // the place is no longer there
	FaultRejected Fault = "rejected" // the platform will never accept it
	FaultBroken   Fault = "broken"   // every try failed, for no reason that the adapter knows
	FaultExpired  Fault = "expired"  // the platform did not take it in time
	FaultForeign  Fault = "foreign"  // whoever wrote it does not have the case
)

// CopyFault tells why a picture was not copied.
type CopyFault string

// The faults of copying.
const (
	CopyTooLarge  CopyFault = "too-large"  // more than the platform takes
	CopyUnfetched CopyFault = "unfetched"  // its own platform did not hand it over
	CopyNoPicture CopyFault = "no-picture" // it is something else than its kind says
	CopyRefused   CopyFault = "refused"    // the platform did not take it
)
