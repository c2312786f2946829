package relations

// span is a set of equations between columns and all that follows from them, in echelon form. It
// reckons modulo a prime, which is exact for coefficients as small as these.
type span struct {
	columns int
	rows    map[int][]int64 // by the first column that is not 0, which is 1
}

const prime = 1<<31 - 1

func newSpan(columns int) *span { return &span{columns, map[int][]int64{}} }

// add adds the equation sum of wholes = sum of parts; it returns false when that follows from the others.
func (s *span) add(wholes, parts []int) bool {
	v := make([]int64, s.columns)
	for _, w := range wholes {
		v[w]++
	}
	for _, p := range parts {
		v[p] += prime - 1
	}
	for i := range v {
		if v[i] %= prime; v[i] == 0 {
			continue
		}
		row := s.rows[i]
		if row == nil {
			by := inverse(v[i])
			for k := i; k < len(v); k++ {
				v[k] = v[k] % prime * by % prime
			}
			s.rows[i] = v
			return true
		}
		for k, f := i, v[i]; k < len(v); k++ {
			v[k] = (v[k] + (prime-f)*row[k]) % prime
		}
	}
	return false
}

// inverse returns 1/a modulo the prime, by Fermat's theorem.
func inverse(a int64) int64 {
	result := int64(1)
	for n := int64(prime - 2); n > 0; n >>= 1 {
		if n&1 == 1 {
			result = result * a % prime
		}
		a = a * a % prime
	}
	return result
}
